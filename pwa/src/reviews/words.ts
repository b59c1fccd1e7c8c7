import { addWords } from '@/shell/i18n'

addWords(
  'reviews',
  {
    inbox: '待审', empty: '没有待审的记录。', by: '{name} 提交 · {at}', findings: '{n} 处提示', noFindings: '无提示', done: '已办', waiting: '待审',
    state: { waiting: '待审', returned: '已退回', approved: '已签名', voided: '签名失效' },
    title: '审核', brief: '要点', obstacles: '须知', noObstacles: '没有妨碍签名的事项。', blocks: '须先解决', note: '提醒', jump: '去处理', seen: '提示已看 {n} / {all}', unseen: '还没看：', allSeen: '全部提示已看过', footage: '录像与提示', noFootage: '没有录像。', report: '现场记录', history: '审核过程', law: '依据 {law}',
    step: { handed_in: '提交', returned: '退回', approved: '签名同意', voided: '签名失效' },
    opinion: '意见', opinionPlaceholder: '写明审核意见，会与签名一起保存。', opinionMissing: '请写明意见。', agree: '同意', approve: '签名同意', return: '退回',
    returnTitle: '退回修改', points: '需要修改的地方', addPoint: '添加一条', phrases: ['请补充到场时间', '请说明录像中断原因', '请补充处置经过', '请核对人员身份', '请补充证人信息'], returnDo: '退回给民警', returned: '已退回',
    due: '期限', basis: '依据',
    sign: {
      title: '签名', sentence: '本人 {name}（{no}）已审核“{number}”现场记录第 {version} 版及其录像核验结果，意见：{opinion}', code: '摘要短码', codeHint: '请与页面上的短码一致再签。', checked: '本机已复算，与所见内容一致', differs: '本机复算的摘要与所见内容不一致，不能签名。请刷新。', computing: '正在复算…',
      how: '用什么签', passkey: '通行密钥（指纹或面容）', personKey: '本人密钥 + PIN', noKey: '还没有签名方式。', enrol: '去设置', pin: 'PIN（6 至 12 位数字）', confirm: '确认签名', exact: '查看所签原文', done: '已签名', notHere: '本人密钥不在这部手机上', cancelled: '没有完成签名。可以再试一次。', noPasskey: '还没有登记通行密钥',
      foreign: '服务器给出的签名内容与页面不一致，已停止。', locked: '密钥已锁定，请他人解锁。',
    },
    signature: { title: '签名记录', who: '{name} · {at}', method: { passkey: '通行密钥', person_key: '本人密钥 + PIN（服务器副署）' }, proves: '能证明什么', opinion: '意见', digest: '摘要', key: '密钥', check: '重新核验', valid: '签名有效', invalid: '签名无效', checkHint: '只用保存的原始字节核验，任何人、任何时候都可重做。', voided: '已失效：{why}', document: '所签文件原文', open: '查看签名' },
    keys: {
      title: '签名方式', none: '还没有签名方式。签名审核前请先设置一种。', addPasskey: '添加通行密钥', addPerson: '添加本人密钥', passkeyHint: '用本机的指纹、面容或锁屏密码签名。', personHint: '不支持通行密钥的手机用这种：密钥留在本机，PIN 由服务器核对，输错 5 次须他人解锁。', name: '名称', namePlaceholder: '例：我的警务通', password: '登录密码', pin: '设置 PIN（6 至 12 位数字）', pinAgain: '再输一次 PIN', pinDiffers: '两次 PIN 不一致', pinWrong: 'PIN 是 6 至 12 位数字。', add: '添加', added: '已添加', revoke: '停用', revoked: '已停用', revokeSure: '停用后不能再用它签名；已签的仍可核验。', locked: '已锁定', here: '在这部手机上', at: '{at} 添加', unlock: '解锁', unlockTitle: '等待解锁', unlockHint: '请当面确认本人后解锁。', unsupported: '这个浏览器不支持通行密钥。',
    },
    handIn: { title: '提交审核', ready: '可以提交', notReady: '还有 {n} 件事要先处理', blocks: '须先处理', notes: '提醒（不妨碍提交）', none: '没有。', gaps: '录像中断，请说明原因', why: '原因', whyPlaceholder: '例：接到指挥中心电话，录像被切断', sign: '签名说明', signed: '已说明', confirm: '提交', done: '已提交', hint: '提交后冻结这一版；审核前不能再改。', pending: '还有内容未发送到服务器。联网后自动发送，再提交。', offline: '离线时不能提交。内容已保存在手机上。', deviceHint: '说明会用这部手机的密钥签名。' },
  },
  {
    inbox: 'To review', empty: 'Nothing waits for you.', by: 'handed in by {name} · {at}', findings: '{n} remarks', noFindings: 'no remarks', done: 'Done', waiting: 'Waiting',
    state: { waiting: 'Waiting', returned: 'Returned', approved: 'Signed', voided: 'Signature void' },
    title: 'Review', brief: 'In brief', obstacles: 'To know', noObstacles: 'Nothing stands against signing.', blocks: 'must be settled', note: 'note', jump: 'Go there', seen: '{n} of {all} remarks seen', unseen: 'Not yet seen:', allSeen: 'All remarks were looked at', footage: 'Footage and remarks', noFootage: 'No footage.', report: 'On-site record', history: 'Course of the review', law: 'under {law}',
    step: { handed_in: 'handed in', returned: 'returned', approved: 'signed', voided: 'signature void' },
    opinion: 'Opinion', opinionPlaceholder: 'Your opinion; it is kept with the signature.', opinionMissing: 'Write an opinion.', agree: 'Agreed', approve: 'Sign', return: 'Return',
    returnTitle: 'Return for changes', points: 'What to change', addPoint: 'Add a point', phrases: ['Add the time of arrival', 'Explain why the recording stopped', 'Describe the handling', 'Check the identities', 'Add the witnesses'], returnDo: 'Return to the officer', returned: 'Returned',
    due: 'Due', basis: 'Rule',
    sign: {
      title: 'Sign', sentence: 'I, {name} ({no}), have reviewed version {version} of the on-site record “{number}” and the verdict on its footage. Opinion: {opinion}', code: 'Short code', codeHint: 'Sign only if it equals the code on the page.', checked: 'Recomputed on this device: equals what you see', differs: 'The digest computed here differs from what you see; signing is not possible. Reload.', computing: 'Recomputing…',
      how: 'Sign with', passkey: 'Passkey (fingerprint or face)', personKey: 'Personal key + PIN', noKey: 'No way to sign yet.', enrol: 'Set one up', pin: 'PIN (6 to 12 digits)', confirm: 'Confirm signature', exact: 'See the exact text signed', done: 'Signed', notHere: 'Your personal key is not on this phone', cancelled: 'Not signed. You can try again.', noPasskey: 'No passkey enrolled yet',
      foreign: 'The server’s text to sign differs from this page; stopped.', locked: 'The key is locked; ask a second person.',
    },
    signature: { title: 'Signature', who: '{name} · {at}', method: { passkey: 'Passkey', person_key: 'Personal key + PIN (server co-signed)' }, proves: 'What it proves', opinion: 'Opinion', digest: 'Digest', key: 'Key', check: 'Check again', valid: 'Signature valid', invalid: 'Signature not valid', checkHint: 'Checked from stored bytes alone; anyone can repeat it at any time.', voided: 'Void: {why}', document: 'The exact document signed', open: 'See the signature' },
    keys: {
      title: 'Ways to sign', none: 'No way to sign yet. Set one up before you review.', addPasskey: 'Add a passkey', addPerson: 'Add a personal key', passkeyHint: 'Signs with this device’s fingerprint, face or screen lock.', personHint: 'For phones without passkeys: the key stays here, the server checks the PIN; after 5 wrong ones a second person unlocks.', name: 'Name', namePlaceholder: 'e.g. my duty phone', password: 'Sign-in password', pin: 'Choose a PIN (6 to 12 digits)', pinAgain: 'PIN once more', pinDiffers: 'The two PINs differ', pinWrong: 'A PIN is 6 to 12 digits.', add: 'Add', added: 'Added', revoke: 'Revoke', revoked: 'revoked', revokeSure: 'It can sign no more; what it signed stays checkable.', locked: 'locked', here: 'on this phone', at: 'added {at}', unlock: 'Unlock', unlockTitle: 'Waiting to be unlocked', unlockHint: 'Unlock only face to face with the owner.', unsupported: 'This browser has no passkeys.',
    },
    handIn: { title: 'Hand in', ready: 'Ready to hand in', notReady: '{n} things to settle first', blocks: 'To settle first', notes: 'To know (does not hinder)', none: 'None.', gaps: 'Interruptions: say why', why: 'Reason', whyPlaceholder: 'e.g. a call from the command centre cut the recording', sign: 'Sign the reason', signed: 'explained', confirm: 'Hand in', done: 'Handed in', hint: 'This version is frozen until it was reviewed.', pending: 'Part of it has not reached the server. It is sent when the network is back; then hand in.', offline: 'Cannot be handed in offline. It is kept on this phone.', deviceHint: 'The reason is signed with this phone’s key.' },
  },
)
