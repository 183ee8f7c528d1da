"""The programme of Harbour Hall: concerts, talks and afternoons in an old customs house."""

from app.demo.show import Kind, Place, Show

PLACE = Place(
    "Harbour Hall", "Riva del Magazzino 4", "Trieste", "IT", latitude=45.6512, longitude=13.7631
)

KINDS = {
    "concert": Kind("20:30", 120, ("music",), "Doors open at 19:45. Seats are not numbered."),
    "jazz": Kind("21:00", 135, ("music", "jazz"), "Two sets with a break; the bar stays open."),
    "talk": Kind("18:30", 75, ("talk",), "Free entry. Half an hour for questions at the end."),
    "theatre": Kind("20:00", 110, ("theatre",), "No entry once the play has begun."),
    "family": Kind("16:00", 60, ("family",), "For ages four and up. Prams can stay in the foyer."),
    "workshop": Kind("10:00", 240, ("workshop",), "Twelve places. Tools and material are here."),
}

SHOWS = (
    Show("Bellini Quartet", "jazz", "New tunes for piano, clarinet and two basses."),
    Show("The Salt Road", "talk", "How a white mineral paid for half the towns on this coast."),
    Show("Paper Lanterns", "concert", "Six voices, one harmonium and a box of toys."),
    Show("The Lighthouse Keeper's Lunch", "family", "A puppet play about gulls and sandwiches."),
    Show("Mending Nets, Mending Knits", "workshop", "Learn the netmaker's knot and save a jumper."),
    Show("Antigone, Platform 3", "theatre", "The old story, told in a station waiting room."),
    Show("Tidal Choir: Vespers", "concert", "Eighty singers and a very slow crescendo."),
    Show("Anna Kos Trio", "jazz", "Ballads, mostly, and one tango that will not behave."),
    Show("Maps That Were Wrong", "talk", "Islands that sailors drew and no one ever found."),
    Show("Shadow Theatre for Small Hands", "family", "Make a shadow, give it a name, let it go."),
    Show("Letterpress in a Morning", "workshop", "Set a line of type by hand and print it."),
    Show("Winter Songs", "concert", "Songs for the dark months, from Friuli to Finland."),
    Show("A Room with No Sea", "theatre", "Two sisters divide a house they cannot sell."),
    Show("Slow Left Hand", "jazz", "Solo piano by a player who learned to play again."),
    Show("Bread Before Dawn", "talk", "A baker, a microbiologist and a very old starter."),
    Show("Drums for Everyone", "family", "Thirty drums, no audience: everyone plays."),
    Show("Strings at the Quay", "concert", "Ravel and Britten by the conservatory's last-years."),
    Show("Repair Café", "workshop", "Bring a lamp, a toaster or a radio that gave up."),
    Show("The Understudy", "theatre", "A comedy about someone who knows every part but one."),
    Show("Brass on the Water", "jazz", "Eleven horns on the terrace, weather permitting."),
    Show("What the Bora Took", "talk", "A meteorologist reads a hundred years of wind."),
    Show("Concerto for Typewriter", "concert", "Leroy's encore, and four new pieces around it."),
    Show("The Fox Who Counted", "family", "A story with numbers, songs and a clever tail."),
    Show("Ink from Oak Galls", "workshop", "Cook the ink that monks wrote with, take a jar."),
    Show("Three Ferries", "theatre", "Strangers miss the last boat and wait for morning."),
    Show("Nadia Ferro & Band", "concert", "Songs in two languages about leaving and staying."),
    Show("Blue Hour Sessions", "jazz", "Bring an instrument and play."),
    Show("Reading the Karst", "talk", "Caves, sinkholes and rivers that go underground."),
    Show("Lullabies at Tea Time", "family", "Cradle songs from eleven countries, with biscuits."),
    Show("Linocut: The Harbour", "workshop", "Carve what you see from the window and print it."),
    Show("Madrigals After Work", "concert", "Forty minutes of Monteverdi on the way home."),
    Show("The Inspector Is Late", "theatre", "Everyone in the village has something to hide."),
    Show("Two Double Basses", "jazz", "Lower than you think, and funnier."),
    Show("Coffee, a Port and a Habit", "talk", "Why this town roasts more than it drinks."),
    Show("Big Noise, Small Orchestra", "family", "Meet the instruments, then try one."),
    Show("Night Sailing", "concert", "Electronics and a string quartet in the dark."),
    Show("Bookbinding for Beginners", "workshop", "Fold, sew and case a notebook in a morning."),
    Show("Penelope's Patience", "theatre", "Twenty years, one loom, a hundred suitors."),
    Show("The Quiet Trumpet", "jazz", "Muted, close and late."),
    Show("Glass from Sand", "talk", "A glassblower explains what goes wrong, and why."),
    Show("Clay Creatures", "family", "Build an animal that does not exist yet."),
    Show("Schubert in Shirtsleeves", "concert", "The Octet, played by friends, with soup after."),
    Show("The Last Customs Officer", "theatre", "A monologue in the room where it happened."),
    Show("Reeds and Strings", "jazz", "A saxophone quartet meets a guitar."),
    Show("Restoring a Fresco", "talk", "Four years on a scaffold, told in forty pictures."),
    Show("Carnival Masks", "workshop", "Papier mâché, paint, feathers if you must."),
    Show("Marching Home", "concert", "Wind music from the valley bands, indoors for once."),
    Show("The Moon Needs a Coat", "family", "A tailor tries to measure something that grows."),
)

# What the calendar has beside single shows; app/demo/specials.py gives them their dates.
SPECIALS = {
    "weekly": ("Open choir", "Everyone sings; no notes needed. Mondays, except on holidays."),
    "monthly": ("Sunday matinée", "An hour of chamber music on the first Sunday of the month."),
    "yearly": ("Day of the harbour", "The hall, the cranes and the pilot station are open to all."),
    "open_day": ("Open house", "See the stage from the other side. Tours every half hour."),
    "festival": ("Jazz by the water", "Three evenings, nine bands, one pontoon."),
    "exhibition": ("Photographs: Work at Sea", "Sixty prints by people who were on board."),
    "online_talk": ("Ask the luthier", "Bring a question about wood to this video call."),
    "online_concert": ("Livestream: Night Sailing", "The concert, from four cameras."),
    "online_class": ("Breath and voice, online", "An hour of singing technique at home."),
    "night": ("Night of the changing clocks", "Music until the hour that comes or goes is over."),
    "private": ("Team meeting", "Programme, money, keys."),
    "closing": ("Hall closed for the electricians", "No rehearsals in these days."),
    "draft": ("Summer season opening", "Date and guests to be confirmed."),
    "unlisted": ("Friends of the hall: preview", "For those who have the link."),
}
