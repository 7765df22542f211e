import type { PlaceWords } from './words.ts';

/** Turkish, of what is no page. Loaded with `view/places.ts`. */
export const words: PlaceWords = {
  checks: {
    trust: 'Anahtarlar, bu uygulamanın yapıldığı yazı işlerinin',
    head: 'Güncel listeyi yazı işleri imzaladı',
    history: 'Bu kopya öncekilerle çelişmiyor',
    form: 'Sayfa eksiksiz',
    bytes: 'Tek harf bile değişmedi',
    desk: 'Bu dilin yazı işleri imzaladı',
    log: 'Yazı işlerinin açık kütüğüne yazıldı',
    place: 'İstenen sayfa bu',
    body: 'Metin, imzasının söylediği metin',
    current: 'En yeni listeyle karşılaştırıldı',
  },
  passed: 'evet',
  failed: 'hayır',
  unknown: 'bilinmiyor',
  fromCarrier: 'Kopyanın yeri: {address}',
  fromKept: 'Bu aygıtta saklanıyor: {time}',
  fromFile: 'Dosyadan: {name}',
  edition: 'Baskı {number}',
  fingerprint: 'Yazı işlerinin parmak izi. Başka yerden bildiğinizle karşılaştırın:',
  witnesses:
    '“Bağımsız tanık”, kütüğü başkalarının da görmüş olması demektir. O yoksa saate yazı işlerinin kendi saati kefildir.',
  evidence: 'Açık kütüğün imzalı bu iki durumu birbiriyle çelişiyor. Kaydedip başkalarına iletin: kanıttır.',
  saveEvidence: 'İkisini metin dosyası olarak kaydet',
  keepWhat:
    'Uygulama, bundan sonra açacağınız sayfalar ve hangi kopyaların çalıştığı, ağsız okumak için burada saklanabilir.',
  keepRisk:
    'Bu aygıtı ele geçiren onları görebilir. Tarayıcınızın geçmişi ve önbelleği bu uygulamayı kullandığınızı ve ne açtığınızı zaten gösterebilir; gizli pencere bunu önler.',
  keepOff: 'Bu aygıtta hiçbir şey saklanmıyor.',
  keepOn: 'Açtığınız sayfalar bu aygıtta saklanıyor.',
  keepBroken: 'Bu aygıtta bir şey saklanmış, ama tarayıcı onu şimdi açamıyor. Yeni bir şey eklenmiyor.',
  turnOn: 'Bundan sonra sakla',
  forget: 'Her şeyi unut',
  forgetWhat: 'Hepsini siler ve bundan sonra hiçbir şey saklamaz.',
  forgotten: 'Bu aygıttan her şey silindi.',
  nothingKept: 'Henüz sayfa yok.',
  keepFailed: 'Bu tarayıcıda olmadı.',
  checkWhat:
    'Size bir sayfa mı gönderildi? Dosyayı seçin ya da buraya bırakın. Bu aygıttan dışarı çıkmaz. Tarayıcıdan kaydedilmiş bir sayfa ancak “yalnızca HTML” olarak kaydedildiyse denetlenebilir.',
  choose: 'Dosya seç',
  noSignature: 'Dosyada imza yok.',
  foreign:
    'Bu dosya {newsroom} kaynaklı olduğunu söylüyor. Bu uygulama yalnızca {ours} yayınını tanır; gerçek mi, söyleyemez.',
  aboutWhat:
    '{newsroom} sitesi ({home}) bazı ülkelerde engelli. Bu uygulama sayfalarını kopyaların bulunduğu yerlerden alır ve her birini göstermeden önce denetler.',
  aboutSafety:
    'O yerler ve ağınız bir şey yüklediğinizi görebilir; o yerler neyi yüklediğinizi de görür. Hesap, çerez ya da sayım yoktur.',
  leavesWhat: '↗ işaretli bağlantı uygulamadan çıkar: o site sizi görür.',
};
