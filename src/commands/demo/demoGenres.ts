import type { DemoGenre } from "./demoGenre.js";

const words = (list: string): readonly string[] => list.split(" ");

/** The genres, in a ring: each lies beside the two that its readers also like, and the last beside the first. */
export const DEMO_GENRES: readonly DemoGenre[] = [
  {
    name: "Fantasy",
    adjectives: words("Silver Hollow Ashen Sworn Runed Crownless"),
    things: words("Lantern Crown Oath Dragon Tower Blade Warden Throne"),
    places: words("Ashmoor Valdryn Thornmere Eldenreach Karsoth Wyrmford Highmark Oldwater"),
  },
  {
    name: "Fairy Tale",
    adjectives: words("Golden Sleeping Woodland Moonlit Glass Kindly"),
    things: words("Thimble Swan Mirror Spindle Acorn Slipper Riddle Apple"),
    places: words("Briarwood Hazelhome Mossgate Larkhollow Honeydell Nettlefield Willowend Fernshire"),
  },
  {
    name: "Romance",
    adjectives: words("Tender Summer Borrowed Blushing Distant Velvet"),
    things: words("Letter Waltz Promise Garden Kiss Orchard Rose Wedding"),
    places: words("Verona Cornwall Lisbon Charleston Provence Amalfi Bath Kyoto"),
  },
  {
    name: "Comedy",
    adjectives: words("Accidental Awkward Cheerful Reluctant Polite Clumsy"),
    things: words("Landlord Reunion Casserole Trombone Neighbour Committee Parrot Wig"),
    places: words("Bumblebridge Puddleton Lower-Snodbury Dithering Muddlewick Fiddlecombe Piddock Wobbleby"),
  },
  {
    name: "Mystery",
    adjectives: words("Vanishing Locked Missing Unsigned Second Quiet"),
    things: words("Key Witness Alibi Portrait Vicar Clue Will Guest"),
    places: words("Marlow Greystone Fenwick Aldersham Penrose Coldbrook Harrowgate Saltmarsh"),
  },
  {
    name: "Noir",
    adjectives: words("Rain-Black Broken Midnight Crooked Smoky Last"),
    things: words("Alley Saxophone Debt Detective Cigarette Widow Bullet Neon"),
    places: words("Harlem Bayside Chinatown Dockside Fulton Eastmoor Lowtown Garrison"),
  },
  {
    name: "Espionage",
    adjectives: words("Double Silent Diplomatic Forged Northern Cold"),
    things: words("Cipher Embassy Courier Dossier Defector Handler Signal Passport"),
    places: words("Vienna Prague Berlin Helsinki Tangier Istanbul Geneva Warsaw"),
  },
  {
    name: "Adventure",
    adjectives: words("Lost Uncharted Sunken Burning Emerald Restless"),
    things: words("Compass Idol Expedition Reef Temple Map Caravan Island"),
    places: words("Zanzibar Patagonia Borneo Timbuktu Yucatan Samarkand Tasmania Orinoco"),
  },
  {
    name: "History",
    adjectives: words("Iron Royal Besieged Marble Forgotten Winter"),
    things: words("Legion Charter Siege Queen Banner Senate Armada Scribe"),
    places: words("Carthage Byzantium Toledo Agincourt Novgorod Alexandria Florence Sparta"),
  },
  {
    name: "Steampunk",
    adjectives: words("Brass Clockwork Copper Soot-Winged Boiling Riveted"),
    things: words("Airship Engine Gasworks Automaton Inventor Zeppelin Piston Locomotive"),
    places: words("Steamhaven Cogsworth Pressgate Ironquay Boilerton Vaporfield Gearford Chimneytown"),
  },
  {
    name: "Science Fiction",
    adjectives: words("Orbital Stellar Fractal Weightless Synthetic Distal"),
    things: words("Colony Probe Signal-Fire Android Orbit Starship Paradox Beacon"),
    places: words("Proxima Europa Kepler Callisto Tau-Ceti Ganymede Vega Sirius"),
  },
  {
    name: "Cosmic Horror",
    adjectives: words("Drowned Whispering Nameless Starless Pale Gibbering"),
    things: words("Idolater Chapel Tide Choir Asylum Lighthouse Manuscript Well"),
    places: words("Innsport Dunmarsh Blackharbor Gallowsea Ravenmouth Arkwell Mistholm Yarrowdeep"),
  },
];
