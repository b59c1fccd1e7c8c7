import { addWords } from '@/shell/i18n'

addWords(
  'continuity',
  {
    title: '核验结果',
    word: { COMPLETE: '完整', COMPLETE_WITH_FINDINGS: '完整，有提示', INCOMPLETE: '不完整', NOT_VERIFIABLE: '无法核验', PENDING: '核验中', '': '核验中' },
    basis: { claims: '依据：手机签名登记 + 服务器保存的内容', file: '依据：文件本身（无签名登记，只能证明导入后未变）' },
    judged: '{at} 核验', open: '仍在录像或上传',
    letter: { ok: '已证实', M: '内容缺失', N: '登记缺失', X: '内容与登记不符', S: '签名无效', K: '前后链断开', G: '中断未说明', g: '中断已说明', F: '有提示', U: '无法解码', P: '核验中', unknown: '无法核验' },
    strip: '逐段', cell: '第 {n} 段：{word}，{from}–{to}', showAll: '展开全部 {n} 段', legend: '图例',
    timeline: '时间线', take: '第 {n} 次拍摄', zoom: '放大', whole: '全程', ended: '结束原因', play: '播放', noPlay: '无权播放这段录像。', notReady: '播放版本正在生成…', wall: '实时 {at}', loading: '正在打开录像…', viewLogged: '每次播放都会留下记录。', waveform: '声音', sheet: '画面速览',
    figure: { seconds: '{n} 秒', minutes: '{n} 分', frames: '{n} 帧', percent: '{n}%', errors: '{n} 处错误', at: '第 {n} 字节', trailing: '多出 {n} 字节' },
    gaps: '中断', gap: '{from}–{to}，中断 {span}', gapWhy: '机器记录：{why}', gapSigned: '民警说明：{reason}', gapOpen: '尚未说明原因', noMachine: '机器未记录原因',
    findings: '提示与问题', noFindings: '没有发现问题。', jump: '跳到 {at}', severity: { FAIL: '问题', WARN: '提示', INFO: '说明' }, explained: '说明：{text}', picture: '{at} 的画面', numbers: '数据',
    proves: '这能证明什么', provesYes: '“完整”表示：由已登记手机签名登记的每一段，服务器都持有，内容与登记一致，前后相连，中断均有说明。', provesNo: ['镜头对着什么、是否遮挡，机器不能判断。', '提示只是线索，不是过错结论。', '签名证明由这部手机登记及先后顺序，不证明镜头前发生了什么。', '未签名导入的录像只能证明导入后未变。'],
    link: '归入警情', linked: '已归入警情', views: '播放记录', notLinked: '尚未归入警情', toIncident: '所属警情', trail: '办理轨迹', parts: '{held} / {all} 段已存服务器',
  },
  {
    title: 'Verdict',
    word: { COMPLETE: 'Complete', COMPLETE_WITH_FINDINGS: 'Complete, with remarks', INCOMPLETE: 'Incomplete', NOT_VERIFIABLE: 'Not verifiable', PENDING: 'Being checked', '': 'Being checked' },
    basis: { claims: 'Rests on the phone’s signed register and what the server holds', file: 'Rests on the file alone (no signed register: proves only that it is unchanged since import)' },
    judged: 'checked {at}', open: 'still recording or uploading',
    letter: { ok: 'proven', M: 'content missing', N: 'register missing', X: 'content differs', S: 'bad signature', K: 'chain broken', G: 'gap unexplained', g: 'gap explained', F: 'remark', U: 'not decodable', P: 'being checked', unknown: 'not verifiable' },
    strip: 'Segment by segment', cell: 'Segment {n}: {word}, {from}–{to}', showAll: 'Show all {n}', legend: 'Legend',
    timeline: 'Timeline', take: 'Take {n}', zoom: 'Closer', whole: 'Whole', ended: 'ended by', play: 'Play', noPlay: 'You may not play this recording.', notReady: 'The viewing copy is being made…', wall: 'wall clock {at}', loading: 'Opening the footage…', viewLogged: 'Every playback is written down.', waveform: 'Sound', sheet: 'Pictures at a glance',
    figure: { seconds: '{n} s', minutes: '{n} min', frames: '{n} frames', percent: '{n}%', errors: '{n} errors', at: 'byte {n}', trailing: '{n} bytes too many' },
    gaps: 'Interruptions', gap: '{from}–{to}, {span} without recording', gapWhy: 'The machine saw: {why}', gapSigned: 'The officer states: {reason}', gapOpen: 'no reason given yet', noMachine: 'the machine saw no reason',
    findings: 'Findings', noFindings: 'Nothing found.', jump: 'Jump to {at}', severity: { FAIL: 'Problem', WARN: 'Remark', INFO: 'Note' }, explained: 'Stated: {text}', picture: 'picture at {at}', numbers: 'Numbers',
    proves: 'What this can and cannot prove', provesYes: '“Complete” means: the server holds every segment that the enrolled phone registered under signature, each equal to its registration and linked to the one before, with every gap explained.', provesNo: ['What the lens pointed at, or whether it was covered, no machine here can judge.', 'Remarks are leads, not findings of fault.', 'A signature proves this phone and an order in time, not what stood before the lens.', 'Footage imported without signatures is only proven unchanged since import.'],
    link: 'Put to an incident', linked: 'Put to the incident', views: 'Who watched', notLinked: 'not put to an incident', toIncident: 'Its incident', trail: 'What was done', parts: '{held} of {all} segments on the server',
  },
)
