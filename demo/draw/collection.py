"""Every file of the collection, and who makes it."""

from __future__ import annotations

from functools import partial

from demo.draw import (
    bells,
    engraving,
    estate,
    gate,
    heraldry,
    letters,
    notices,
    photo,
    postcards,
    posters,
    records,
    scenes,
    seal,
    sketches,
    streets,
    tram,
)
from demo.draw.makers import (
    PHOTO,
    Maker,
    bridge_photo,
    flood,
    jpeg,
    leaf_of,
    plain,
    png,
    snapshot,
    text,
    the_plan,
    tiff,
    typed,
    typeset,
)

_CLERK = ("BOROUGH OF THORNMERE", "Town Clerk's Department")
_RAT1, _RAT4 = "ratsprotokolle/LF-A-RAT-0001", "ratsprotokolle/LF-A-RAT-0004"
_HAU, _BAU, _WAS = (
    "hauptverwaltung/LF-A-HAU-00",
    "bauverwaltung/LF-A-BAU-000",
    "wasser/LF-A-WAS-000",
)
_FLOOD = "fotografien/LF-S-FOT-0001/hochwasser-0"

FILES: dict[str, Maker] = {
    "urkunden/LF-A-URK-0002_marktrecht-1838.jpg": lambda: jpeg(
        letters.charter(text("plain/marktrecht-1838.txt"))
    ),
    **{
        f"{_RAT1}/bl-00{leaf}.jpg": leaf_of("ratsprotokoll-1827", leaf, 20)
        for leaf in ("1r", "1v", "2r", "2v", "3r")
    },
    f"{_RAT1}/transkription.txt": plain("ratsprotokoll-1827.txt"),
    **{
        f"{_RAT4}/bl-0{leaf}.jpg": leaf_of("ratsprotokoll-1899", leaf, 18)
        for leaf in ("61r", "61v")
    },
    f"{_RAT4}/transkription.txt": plain("ratsprotokoll-1899.txt"),
    "stadtrat/LF-A-RAT-0106/niederschrift-2023-06.pdf": typeset(
        "niederschrift-2023-06", "Niederschrift Nr. 6/2023"
    ),
    "stadtrat/LF-A-RAT-0106/niederschrift-2024-02.pdf": typeset(
        "niederschrift-2024-02", "Niederschrift Nr. 2/2024"
    ),
    "stadtrat/LF-A-RAT-0107/niederschrift-2021-11-noe.pdf": typeset(
        "nichtoeffentlich-2021-11", "Niederschrift Nr. 11/2021, nichtöffentlich"
    ),
    f"{_HAU}01/wappenbuch-1836.jpg": lambda: jpeg(heraldry.arms_sheet(), 80),
    f"{_HAU}01/stadtsiegel.tif": lambda: tiff(seal.seal_sheet(), 128),
    f"{_HAU}01/wappen.svg": lambda: heraldry.svg().encode(),
    f"{_HAU}01/blasonierung.txt": plain("wappen-blasonierung.txt"),
    f"{_HAU}02_verwaltungsbericht-1928.pdf": typeset(
        "verwaltungsbericht-1928", "Verwaltungsbericht für das Rechnungsjahr 1928"
    ),
    f"{_HAU}03_verwaltungsbericht-2023.pdf": typeset(
        "verwaltungsbericht-2023", "Verwaltungsbericht 2023"
    ),
    f"{_HAU}04/rundschreiben-2019-07.eml": plain("rundschreiben-2019.eml"),
    f"{_HAU}04/rundschreiben-2019-07.pdf": typeset("rundschreiben-2019", "Rundschreiben 7/2019"),
    f"{_HAU}10/1961-05-02_letter.jpg": typed(
        "thornmere-1961-05-02", (*_CLERK, "9. Mai 1961"), False
    ),
    f"{_HAU}10/1961-05-02_letter.txt": plain("thornmere-1961-05-02.txt"),
    f"{_HAU}10/1961-05-02_uebersetzung.txt": plain("thornmere-1961-05-02-uebersetzung.txt"),
    f"{_HAU}10/1961-05-29_entwurf.txt": plain("lindenfurt-1961-05-29-entwurf.txt"),
    f"{_HAU}10/1963-10-14_letter.jpg": typed(
        "thornmere-1963-10-14", (*_CLERK, "18. Okt. 1963"), False
    ),
    f"{_HAU}10/1963-10-14_letter.txt": plain("thornmere-1963-10-14.txt"),
    f"{_HAU}11_partnerschaftsurkunde-1963.pdf": typeset(
        "partnerschaftsurkunde-1963", "Urkunde über die Partnerschaft / Deed of Partnership"
    ),
    f"{_HAU}20_personalakte-117.pdf": typeset("personalakte-117", "Personalakte Nr. 117"),
    f"{_HAU}21_personalakte-204.pdf": typeset("personalakte-204", "Personalakte Nr. 204"),
    f"{_BAU}1/stadtplan-1834.tif": lambda: tiff(the_plan(), 64),
    f"{_BAU}1/stadtplan-1834.jpg": lambda: jpeg(
        the_plan().resize((1533, 1173), reducing_gap=2.0), 78
    ),
    f"{_BAU}2/aufriss-feldseite-1871.tif": lambda: tiff(gate.gate_elevation(), 48),
    f"{_BAU}2/gutachten-1871.txt": plain("oberes-tor-gutachten-1871.txt"),
    f"{_BAU}3/erlaeuterungsbericht-1907.pdf": typeset(
        "strassenbahn-1907", "Erläuterungsbericht zur Anlage einer elektrischen Straßenbahn"
    ),
    f"{_BAU}3/fahrplan-1909.csv": lambda: records.table(records.timetable()),
    f"{_BAU}4/begruendung.pdf": typeset("bebauungsplan-14", "Begründung zum Bebauungsplan Nr. 14"),
    f"{_BAU}4/planzeichnung.svg": lambda: estate.svg().encode(),
    f"{_BAU}4/flurstuecke.csv": lambda: records.table(estate.plots()),
    f"{_BAU}5/bruecke-1954-01.jpg": bridge_photo("bridge 1"),
    f"{_BAU}5/bruecke-1954-02.jpg": bridge_photo("bridge 2"),
    f"{_BAU}6_schutzraeume.pdf": typeset(
        "schutzraum-1962", "Verzeichnis der Schutzräume und Wasserreserven"
    ),
    f"{_BAU}7_kanalskizze.jpg": lambda: jpeg(sketches.sewer_sketch()),
    f"{_WAS}1/pegelbuch-1899-09.jpg": lambda: jpeg(sketches.gauge_page(records.gauge_1899())),
    f"{_WAS}1/pegel-1899.csv": lambda: records.table(records.gauge_1899()),
    f"{_WAS}1/liesmich.txt": plain("pegelbuch-liesmich.txt"),
    f"{_WAS}2/telegramm-1899-09-14.jpg": lambda: jpeg(notices.telegram(sketches.TELEGRAM)),
    f"{_WAS}2/bericht-1899-10-30.pdf": typeset(
        "hochwasser-1899-bericht", "Bericht über das Hochwasser vom September 1899"
    ),
    f"{_WAS}2/aufruf-1899-09-20.txt": plain("hochwasser-1899-spendenaufruf.txt"),
    f"{_WAS}3/pegel-2010-2024.csv": lambda: records.table(records.gauge_modern()),
    f"{_WAS}3/felder.json": lambda: records.gauge_schema_json().encode(),
    f"{_WAS}3/messstelle.xml": lambda: records.gauge_station_xml().encode(),
    "standesamt/LF-A-STA-0001_geburtenregister-1919.jpg": lambda: jpeg(sketches.births_page()),
    "standesamt/LF-A-STA-0002/sterberegister-1899-s12.jpg": lambda: jpeg(
        sketches.deaths_page(records.deaths())
    ),
    "standesamt/LF-A-STA-0002/auszug-ohne-namen.csv": lambda: records.table(records.deaths()),
    "soziales/LF-A-SOZ-0001/armenkasse-1868.jpg": lambda: jpeg(
        sketches.poor_page(records.poor_relief())
    ),
    "soziales/LF-A-SOZ-0001/monatssummen.csv": lambda: records.table(records.poor_relief()),
    "soziales/LF-A-SOZ-0002_einzelfallakte.pdf": typeset("sozialhilfe-1990", "Einzelfallakte"),
    "ansichten/LF-S-ANS-0001_stahlstich.tif": lambda: tiff(engraving.view()),
    "ansichten/LF-S-ANS-0002/vorderseite.jpg": lambda: jpeg(postcards.postcard(), 80),
    "ansichten/LF-S-ANS-0002/rueckseite.jpg": lambda: jpeg(postcards.postcard_back()),
    f"{_FLOOD}1.jpg": flood("1899a", "Lange Gasse, 14. September 1899", scenes.flood_street),
    f"{_FLOOD}2.jpg": flood("1899b", "Marktplatz am 15. September 1899", scenes.flood_market),
    f"{_FLOOD}3.jpg": flood("1899c", "Torgasse am dritten Tage", scenes.flood_street),
    "fotografien/LF-S-FOT-0002_strassenbahn-1909.jpg": lambda: jpeg(
        photo.mounted(
            photo.develop(tram.first_run("1909", PHOTO), "1909"),
            "1909",
            "Erste Fahrt am 1. Mai 1909",
        )
    ),
    "fotografien/LF-S-FOT-0003_markttag-um-1905.jpg": lambda: jpeg(
        photo.silvered(photo.develop(scenes.market("1905", PHOTO), "1905"))
    ),
    "plakate/LF-S-PLA-0001_bekanntmachung-1849.tif": lambda: tiff(
        notices.notice(text("plain/bekanntmachung-1849.txt").split("\n\n"))
    ),
    "plakate/LF-S-PLA-0002_lindenfest-1927.jpg": lambda: jpeg(posters.lindenfest(), 82),
    "plakate/LF-S-PLA-0003_stadtfest-1977.png": lambda: png(posters.jubilee()),
    "ton/LF-S-TON-0001/gelaeut-1958.wav": bells.bells,
    "ton/LF-S-TON-0001/begleitzettel.txt": plain("gelaeut-begleitzettel.txt"),
    "deposita/LF-S-DEP-0001_ruderverein.pdf": typeset(
        "ruderverein-1921", "Niederschriften des Vorstandes"
    ),
}

GIFT: dict[str, Maker] = {
    "winter-1929-01.jpg": snapshot("winter 1", scenes.winter),
    "winter-1929-02.jpg": snapshot("winter 2", scenes.winter),
    "winter-1929-03.jpg": snapshot("winter 3", streets.street),
    "winter-1929-04.jpg": snapshot("winter 4", partial(scenes.market, stalls=False, people=9)),
    "liste.txt": plain("schenkung-winter-1929.txt"),
}
