import { addWords } from '@/shell/i18n'

addWords(
  'footage',
  {
    start: '开始录像', starting: '正在打开摄像头…', stop: '按住停止', stopHint: '按住不放，直到停止', recording: '录像中', stopped: '已停止', record: '录像',
    noIncident: '未选警情', chooseIncident: '选择警情', withoutIncident: '先录像，稍后再选', forIncident: '所选警情', toIncident: '回到警情',
    onPhone: '手机上 {n} 段', held: '服务器 {n} 段', refused: '被拒 {n} 段', battery: '电量 {n}%', free: '剩余 {size}', noSound: '没有声音', dropped: '丢帧 {n}',
    lowBattery: '电量低：{n}%', lowFree: '空间不足：剩 {size}', notPersisted: '浏览器可能清理存储，请安装到桌面',
    interrupted: '录像中断', since: '已中断 {span}', resume: '继续录像', resumeHint: '按一下继续，然后口头说明中断原因（声音会保留）', sayWhy: '请对着手机说明刚才为什么中断。',
    leave: '返回（录像继续）', again: '再录一次', toVerdict: '查看核验结果', screenOff: '屏幕关闭时网页无法录像，请保持屏幕常亮。', tapToLock: '防误触：停止需按住 0.6 秒',
    reason: {
      manual: '手动停止', hidden: '切换到其他应用', screen: '屏幕关闭', camera_lost: '摄像头被占用（电话或其他应用）', permission: '权限被收回', storage: '存储空间不足', battery: '电量耗尽', killed: '浏览器被关闭', encoder: '编码器出错', camera_switch: '切换摄像头',
    },
    clear: { yes: '可以清空手机', no: '还差 {n} 段', question: '可清空手机？', none: '手机上没有录像', working: '正在上传', refused: '{n} 段被拒，需处理', explain: '服务器已保存全部 {n} 段，收据齐全。', notYet: '以下录像还有内容只在这部手机上，请不要清空。', act: '清空已保存的 {n} 段', cleared: '已从手机删除 {n} 段', sure: '只删除服务器已出具收据的段，其余保留。', checking: '正在检查手机上的录像…' },
    mine: '我的录像', mineEmpty: '这部手机上没有录像。', begun: '{at} 开始', takes: '{n} 次拍摄', recovered: '意外中断后已恢复', heldOf: '服务器已存 {held} / {all} 段', parts: '逐段情况', receipts: '收据', receiptOk: '签名有效', receiptUnchecked: '未能在本机验证', receiptParts: '{n} 段 · {at}', retry: '重新提交', upload: '立即上传', closing: '收尾声明', unattested: '另有未入册 {size}',
    state: { open: '正在写', closed: '手机上', claimed: '已登记', put: '已发送', held: '已存服务器', refused: '被拒' },
    refusedHint: '没有删除任何内容。请先“重新提交”；仍被拒时，把这部手机交给值班或管理员查看。', saveFile: '另存',
    problem: {
      browser_cannot_record: '这个浏览器不能录像。请使用新版 Chrome 或系统浏览器。', storage_low: '手机空间不足 500 MB，不能开始。请先清空已上传的录像。', other_tab: '另一个页面正在录像。', camera_denied: '没有摄像头或麦克风权限。请在浏览器设置中允许。', camera_missing: '没有找到摄像头。', camera_busy: '摄像头正被占用，请关闭其他应用后再试。', already_recording: '已经在录像。', not_recording: '没有正在进行的录像。', unknown: '录像程序没有启动。请重新打开应用；再出现请告诉管理员。',
    },
    needDevice: '这部手机还没有登记', needDeviceHint: '可以先录像：内容保存在手机上，登记批准后自动上传。', enrol: '去登记',
  },
  {
    start: 'Record', starting: 'Opening the camera…', stop: 'Hold to stop', stopHint: 'Hold until it stops', recording: 'Recording', stopped: 'Stopped', record: 'Record',
    noIncident: 'No incident', chooseIncident: 'Choose the incident', withoutIncident: 'Record now, choose later', forIncident: 'Chosen incident', toIncident: 'To the incident',
    onPhone: '{n} on phone', held: '{n} on server', refused: '{n} refused', battery: 'Battery {n}%', free: '{size} free', noSound: 'No sound', dropped: '{n} frames lost',
    lowBattery: 'Battery low: {n}%', lowFree: 'Space low: {size}', notPersisted: 'The browser may clear storage; install the app',
    interrupted: 'Recording interrupted', since: 'interrupted for {span}', resume: 'Go on recording', resumeHint: 'Press once, then say aloud why it stopped (the sound is kept)', sayWhy: 'Say to the phone why it was interrupted.',
    leave: 'Back (recording goes on)', again: 'Record again', toVerdict: 'See the verdict', screenOff: 'A page cannot record with the screen off; keep it on.', tapToLock: 'Stray touches do nothing: hold 0.6 s to stop',
    reason: {
      manual: 'stopped by hand', hidden: 'another app was opened', screen: 'screen went off', camera_lost: 'camera taken (call or other app)', permission: 'permission withdrawn', storage: 'storage full', battery: 'battery empty', killed: 'browser was closed', encoder: 'encoder failed', camera_switch: 'camera switched',
    },
    clear: { yes: 'You can clear this phone', no: '{n} segments to go', question: 'Can I clear my phone?', none: 'No recordings on this phone', working: 'uploading', refused: '{n} refused, act on them', explain: 'The server holds all {n} segments, with receipts.', notYet: 'Part of these is only on this phone. Do not clear it.', act: 'Clear the {n} held segments', cleared: '{n} segments deleted from the phone', sure: 'Only segments with a receipt are deleted; the rest stays.', checking: 'Checking what is on this phone…' },
    mine: 'My recordings', mineEmpty: 'No recordings on this phone.', begun: 'begun {at}', takes: '{n} takes', recovered: 'recovered after a crash', heldOf: 'Server holds {held} of {all} segments', parts: 'Segment by segment', receipts: 'Receipts', receiptOk: 'signature valid', receiptUnchecked: 'not checkable on this phone', receiptParts: '{n} segments · {at}', retry: 'Hand in again', upload: 'Upload now', closing: 'closing statement', unattested: 'plus {size} not on record',
    state: { open: 'being written', closed: 'on phone', claimed: 'registered', put: 'sent', held: 'on server', refused: 'refused' },
    refusedHint: 'Nothing was deleted. Hand it in again first; if it is refused again, show this phone to the duty officer or administrator.', saveFile: 'Save file',
    problem: {
      browser_cannot_record: 'This browser cannot record. Use a recent Chrome or the system browser.', storage_low: 'Less than 500 MB free; cannot start. Clear uploaded recordings first.', other_tab: 'Another page is recording.', camera_denied: 'No permission for camera or microphone. Allow it in the browser settings.', camera_missing: 'No camera found.', camera_busy: 'The camera is in use. Close other apps and try again.', already_recording: 'Already recording.', not_recording: 'Nothing is being recorded.', unknown: 'The recorder did not start. Open the app again; tell the administrator if it stays.',
    },
    needDevice: 'This phone is not enrolled', needDeviceHint: 'You can record: it is kept here and sent once the phone is approved.', enrol: 'Enrol it',
  },
)
