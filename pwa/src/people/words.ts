import { addWords } from '@/shell/i18n'

addWords(
  'people',
  {
    title: '人员', new: '新增人员', waiting: '待确认的岗位', import: 'CSV 导入', units: '单位', search: '姓名或警号', anyUnit: '所有单位', empty: '没有找到人员。', disabled: '已停用', active: '在用',
    name: '姓名', policeNo: '警号', unit: '单位', password: '初始密码（至少 10 位）', create: '建立', created: '已建立', policeNoWrong: '警号是 4 至 12 位数字或字母。',
    roles: '岗位', roleAdd: '授予岗位', role: '岗位', from: '自', to: '至', forever: '长期', propose: '提出', proposed: '已提出，待另一名管理员确认', unconfirmed: '待确认', confirm: '确认', confirmSure: '岗位授予需要两名管理员：提出的人不能自己确认。', confirmed: '已确认', end: '终止', ended: '已终止', own: '由他人提出的才能确认', none: '没有。',
    qualification: '执法资格', qualificationUnknown: '未知（不影响使用）', level: { basic: '基本级', middle: '中级', high: '高级' }, addQualification: '登记资格',
    move: '调动', moved: '已调动', disable: '停用账号', disableSure: '停用后立即退出所有登录；录像和已写内容不受影响。', enable: '启用账号', reset: '重置密码', resetDone: '密码已重置，请当面告知。', newPassword: '新密码（至少 10 位）', actions: '操作', trail: '变动轨迹',
    csv: '选择 CSV 文件', csvPaste: '或粘贴内容', csvWhat: '导入', csvPeople: '人员', csvUnits: '单位', csvHint: '好的行会保留，坏的行逐行说明，改好再导入。', csvRun: '导入', csvResult: '成功 {ok} 行，失败 {bad} 行', csvLine: '第 {n} 行', csvHeadPeople: '表头：police_no,name,unit_code,password', csvHeadUnits: '表头：code,name,kind,parent_code',
    unitNew: '新增单位', code: '编码', kind: '类型', kinds: { province: '省厅', city: '市局', county: '县局', station: '派出所/办案单位' }, parent: '上级', close: '撤销', closed: '{on} 撤销', closeSure: '撤销后不能再分配人员，历史保留。', unitCodeWrong: '编码是 2 至 16 位大写字母或数字。',
  },
  {
    title: 'People', new: 'New person', waiting: 'Roles to confirm', import: 'CSV import', units: 'Units', search: 'Name or police number', anyUnit: 'All units', empty: 'Nobody found.', disabled: 'disabled', active: 'active',
    name: 'Name', policeNo: 'Police number', unit: 'Unit', password: 'First password (10 or more)', create: 'Create', created: 'Created', policeNoWrong: 'A police number is 4 to 12 digits or letters.',
    roles: 'Roles', roleAdd: 'Grant a role', role: 'Role', from: 'from', to: 'to', forever: 'open-ended', propose: 'Propose', proposed: 'Proposed; another administrator has to confirm', unconfirmed: 'to confirm', confirm: 'Confirm', confirmSure: 'A role takes two administrators: whoever proposed it cannot confirm it.', confirmed: 'Confirmed', end: 'End', ended: 'Ended', own: 'only what someone else proposed', none: 'None.',
    qualification: 'Qualification', qualificationUnknown: 'unknown (blocks nothing)', level: { basic: 'basic', middle: 'middle', high: 'high' }, addQualification: 'Enter a qualification',
    move: 'Move', moved: 'Moved', disable: 'Disable account', disableSure: 'All sessions end at once; recordings and what was written stay.', enable: 'Enable account', reset: 'Reset password', resetDone: 'Password reset; tell it face to face.', newPassword: 'New password (10 or more)', actions: 'Actions', trail: 'What was changed',
    csv: 'Choose a CSV file', csvPaste: 'or paste it', csvWhat: 'Import', csvPeople: 'People', csvUnits: 'Units', csvHint: 'Good lines are kept, bad ones are explained line by line; mend and import again.', csvRun: 'Import', csvResult: '{ok} lines good, {bad} bad', csvLine: 'line {n}', csvHeadPeople: 'Header: police_no,name,unit_code,password', csvHeadUnits: 'Header: code,name,kind,parent_code',
    unitNew: 'New unit', code: 'Code', kind: 'Kind', kinds: { province: 'Province', city: 'City', county: 'County', station: 'Station' }, parent: 'Above it', close: 'Close', closed: 'closed {on}', closeSure: 'Nobody can be put there any more; its history stays.', unitCodeWrong: 'A code is 2 to 16 capital letters or digits.',
  },
)
