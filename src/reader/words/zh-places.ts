import type { PlaceWords } from './words.ts';

/** Chinese, simplified, of what is no page. Loaded with `view/places.ts`. */
export const words: PlaceWords = {
  checks: {
    trust: '密钥属于本应用所服务的编辑部',
    head: '编辑部签署了现行内容清单',
    history: '此副本与先前的副本不矛盾',
    form: '页面完整',
    bytes: '一个字也没有改动',
    desk: '由该语言的编辑签名',
    log: '已记入编辑部的公开日志',
    place: '正是所请求的页面',
    body: '正文与其签名所述相符',
    current: '已与最新清单比对',
  },
  passed: '是',
  failed: '否',
  unknown: '未知',
  fromCarrier: '副本来自 {address}',
  fromKept: '自 {time} 起保留在本设备上',
  fromFile: '来自文件 {name}',
  edition: '第 {number} 版',
  fingerprint: '编辑部的指纹。请与您从别处得知的指纹对照：',
  witnesses: '“独立见证”是指另有他人也看到了日志。在此之前，时间由编辑部自己的时钟担保。',
  evidence: '公开日志的这两份签名状态互相矛盾。请保存并转交：它们是证据。',
  saveEvidence: '将两份保存为文本文件',
  keepWhat: '本应用、您今后打开的页面以及哪些副本可用，都可以保留在这里，以便无网络时阅读。',
  keepRisk:
    '拿到此设备的人可以看到它们。浏览器自身的历史记录和缓存无论如何都可能显示您用过本应用以及打开过什么；使用隐私窗口可以避免。',
  keepOff: '此设备上不保留任何内容。',
  keepOn: '您打开的页面会保留在此设备上。',
  keepBroken: '此设备上保留过内容，但浏览器现在无法打开，也不会再添加。',
  turnOn: '从现在起保留',
  forget: '全部忘记',
  forgetWhat: '移除全部内容，此后不再保留。',
  forgotten: '已从此设备上移除全部内容。',
  nothingKept: '还没有页面。',
  keepFailed: '在此浏览器中未能成功。',
  checkWhat:
    '有人给您发来页面？请选择文件，或将其拖放到此处。文件不会离开此设备。从浏览器保存的页面，只有以“仅 HTML”方式保存才能检查。',
  choose: '选择文件',
  noSignature: '该文件没有签名。',
  foreign: '此文件自称来自 {newsroom}。本应用只认识 {ours}，无法判断其真伪。',
  aboutWhat: '{newsroom} 的网站（{home}）在一些国家被封锁。本应用从存放副本的地方取得其页面，并在显示前逐一检查。',
  aboutSafety:
    '那些地方和您的网络能看到您在获取内容，那些地方还能看到是什么内容。没有账户，没有 Cookie，也不统计读者。',
  leavesWhat: '带 ↗ 的链接会离开本应用：对方网站会看到您。',
};
