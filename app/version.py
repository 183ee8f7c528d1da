"""The version of this release. Nothing else says it: the build reads it here, too."""

VERSION = "1.0.0"
