import { addWords } from '@/shell/i18n'

addWords(
  'devices',
  {
    title: '设备', this: '这部手机', name: '设备名称', namePlaceholder: '例：巡逻手机 3 号', enrol: '登记这部手机', enrolHint: '登记后由值班或管理员批准。密钥只在这部手机里生成，不能导出。',
    state: { none: '未登记', pending: '等待批准', approved: '已批准', revoked: '已停用' },
    stateHint: { pending: '请让值班或管理员核对下面的指纹后批准。现在可以录像，批准后自动上传。', approved: '录像会自动上传并取得收据。', revoked: '这部手机已停用。已有录像仍在手机上，请交给值班。新的录像请换一部手机。' },
    fingerprint: '指纹', approve: '批准', approveSure: '请当面核对手机上的指纹与此处一致。', revoke: '停用', revokeWhy: '停用原因', revokeHint: '停用后不再接受新录像；已登记的录像仍会收下并注明。', by: '{name} 登记 · {at}', last: '最近联系 {at}', never: '从未联系', empty: '还没有设备。', waiting: '等待批准', others: '其他设备', self: '自己登记的设备须由他人批准。', renew: '重新登记',
  },
  {
    title: 'Phones', this: 'This phone', name: 'Name of the phone', namePlaceholder: 'e.g. Patrol phone 3', enrol: 'Enrol this phone', enrolHint: 'The duty officer or administrator then approves it. The key is made inside this phone and cannot be taken out.',
    state: { none: 'not enrolled', pending: 'waiting', approved: 'approved', revoked: 'revoked' },
    stateHint: { pending: 'Ask the duty officer or administrator to compare the fingerprint and approve. You can record now; it is sent once approved.', approved: 'Recordings upload by themselves and get receipts.', revoked: 'This phone was revoked. Recordings on it stay; hand it to the duty officer and use another phone.' },
    fingerprint: 'Fingerprint', approve: 'Approve', approveSure: 'Compare the fingerprint on the phone with this one, face to face.', revoke: 'Revoke', revokeWhy: 'Why', revokeHint: 'No new recordings are taken after this; those registered before are still taken, and marked.', by: 'enrolled by {name} · {at}', last: 'last contact {at}', never: 'never in contact', empty: 'No phones yet.', waiting: 'Waiting for approval', others: 'Other phones', self: 'A phone you enrolled yourself is approved by someone else.', renew: 'Enrol again',
  },
)
