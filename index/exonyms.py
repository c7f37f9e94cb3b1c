"""Which names of a city does no rule bring together?

Exonyms: what others call a place than those who live there. Folded, a place a line.
"""

from __future__ import annotations

from functools import cache

# The cities that time zones are named after, in sixteen languages: Unicode Common Locale Data
# Repository 47, exemplar cities. Those were left out whose spellings
# are all brought together by how they sound.
_CITIES = """
algiers algier alger argel algeri алжир cezayir alzir algir
cairo kairo kair каир каїр kahire kahira
djibouti dschibuti yibuti gibuti djibuti dzibuti джибути джібуті cibuti dzsibuti
johannesburg johannesburgo joanesburgo йоханнесбург йоганнесбурґ
khartoum khartum jartum cartum khartoem chartum хартум hartum kartum
tripoli tripolis trypolis триполи триполі
aqtobe aktobe aktioubinsk aktiubinsk актобе
ashgabat asgabat achgabat asjabad asgabate asjchabad aszchabad ашхабад ашгабат askabat aschabad
damascus damaskus damasco damaszek дамаск damasek damaszkusz damasc damaskos
dushanbe duschanbe douchanbe dusambe duchambe doesjanbe duszanbe душанбе dusanbe dusjanbe
famagusta famagouste famagosta фамагуста gazimagusa
jakarta yakarta giacarta jacarta dzakarta джакарта cakarta
jerusalem jerusalen gerusalemme jeruzalem jerozolima иерусалим єрусалим jeruzsalem ierusalim
kuwait koweit koeweit kuwejt кувейт kuveyt kuvajt kuvait kuweit
nicosia nikosia nicosie nikozja никосия нікосія lefkosa nikosie
oral ouralsk uralsk уральск орал
pyongyang pjongjang пхеньян pchjongjang phenjan phenian
yangon rangun rangoun rangoon rangum янгон
saigon хошимин хошимін
shanghai xangai sjanghai szanghaj шанхай sanghay sanghaj
taipei taipeh tajpej тайбэй тайбей
tbilisi tiflis tbilissi тбилиси тбілісі tbiliszi
tehran teheran тегеран tahran
thimphu timbu тхимпху тхімпху thimbu timpu
athens athen athenes atenas atene athene ateny афины афіни atina atheny atena ateena
belgrade belgrad belgrado белград belehrad
bratislava bratyslawa братислава pozsony
brussels brussel bruxelles bruselas bruxelas bruksela брюссель bruksel bryssel brusel brusszel
bucharest bukarest bucarest bucareste boekarest bukareszt бухарест bukres bukurest bucuresti
chisinau kiszyniow кишинев кишинів kisinev
copenhagen kopenhagen copenhague copenaghen kopenhaga копенгаген kopenhag kopenhamn koppenhaga
helsinki helsinque хельсинки гельсінкі helsingfors helsinky
istanbul estambul istambul istanboel stambul стамбул isztanbul
kyiv kiew kiev kijow киев київ kyjev kijev kiova
lisbon lissabon lisbonne lisboa lisbona lizbona лиссабон лісабон lizbon lisabon lisszabon lisabona
ljubljana liubliana lubiana lublana любляна lublan
london londres londra londen londyn лондон lontoo
moscow moskau moscou moscu moskou moskwa москва moskova moskva moszkva moscova
paris parigi parijs paryz париж pariz parizs pariisi
prague prag praga praag прага praha
rome roma rzym рим rooma
simferopol sinferopoli symferopol симферополь сімферополь szimferopol
stockholm estocolmo stoccolma sztokholm стокгольм stokholm tukholma
vienna wien vienne viena wenen відень viyana becs
vilnius vilna wilno вильнюс вільнюс
warsaw warschau varsovie varsovia varsavia warszawa варшава varsava
zagreb zagabria zagrzeb загреб zahreb zagrab
zurich zurigo zurique zurych цюрих цюріх zurih curych
"""

# Other places whose names differ most, in the way of the lists that the working group on exonyms of
# the United Nations Group of Experts on Geographical Names keeps; and what was renamed of late.
_OTHERS = """
beijing peking pekin pechino pequim пекин пекін
guangzhou canton kanton кантон гуанчжоу
nanjing nanking nankin нанкин
mumbai bombay bombaim бомбей мумбаи
chennai madras мадрас ченнаи
bengaluru bangalore бангалор
lviv lvov lwow lemberg leopoli львов львів
gdansk danzig гданьск
wroclaw breslau бреслау вроцлав
szczecin stettin щецин
dnipro dnepropetrovsk dnipropetrovsk днепропетровск дніпропетровськ днепр дніпро
myanmar burma birma birmanie birmania бирма мьянма
eswatini swaziland свазиленд эсватини
turkiye turkey turkei turquie turquia turchia turkije turcja турция туреччина
koln cologne colonia keulen kolonia кельн
munchen munich monachium mnichov мюнхен
firenze florence florenz florencia florencja флоренция
venezia venice venedig venise venecia wenecja венеция
napoli naples neapel napels neapol неаполь
milano milan mailand milaan mediolan милан
torino turin turijn turyn турин
genova genoa genua genes генуя
geneve geneva genf ginevra genewa женева
antwerpen antwerp anvers amberes антверпен
brugge bruges brugia брюгге
liege luttich luik льеж
thessaloniki salonica saloniki salonique салоники
nurnberg nuremberg norimberga norymberga нюрнберг
halab aleppo alep haleb алеппо
makkah mecca mekka mecque мекка
aachen aken akwizgran ахен
regensburg ratisbon ratisbonne ratisbona регенсбург
"""


def places() -> frozenset[str]:
    """All the names of places that are known here, folded."""
    return frozenset(_groups())


def exonyms(word: str) -> frozenset[str]:
    """The other names of the place that a folded word is the name of."""
    return _groups().get(word, frozenset()) - {word}


@cache
def _groups() -> dict[str, frozenset[str]]:
    lines = (_CITIES + _OTHERS).split("\n")
    return {word: frozenset(line.split()) for line in lines for word in line.split()}
