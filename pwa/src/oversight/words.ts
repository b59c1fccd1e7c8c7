import { addWords } from '@/shell/i18n'

addWords(
  'oversight',
  {
    board: '态势', numbers: { without_footage: '无录像', gaps_unexplained: '未说明中断', due_soon: '临期', overdue: '超期' }, of: '打开清单',
    now: '正在录像', nobody: '现在没有人在录像。', since: '{at} 开始 · 最近联系 {last}', battery: '电量 {n}%', silent: '{span}没有联系', incidents: '今日警情', unit: '单位', parts: '{held}/{all} 段已存', noIncident: '未选警情',
    columns: { time: '时间', what: '警情', officers: '民警', strip: '核验', coverage: '覆盖', state: '状态' },
    trail: '办理轨迹', trailEmpty: '还没有记录。', sealed: '已封存', unsealed: '待封存', more: '原始内容', hash: '行摘要', by: '{name}',
    kind: { incident: '警情', recording: '录像', device: '设备', person: '人员', review: '审核' },
    system: '系统', health: '运行状况', ok: '正常', bad: '有问题', version: '版本 {v}', dead: '失败的任务', deadNone: '没有失败的任务。', attempts: '已试 {n} 次 · {at}', retry: '重新执行', retried: '已重新排队',
    part: { web: '网页服务', database: '数据库', store: '录像存储', queue: '任务队列', workers: '处理进程', worker: '任务进程', media: '测量进程', jobs: '任务进程', media_worker: '测量进程', sealer: '封存' },
    sentence: { all: '各项正常', some: '{n} 项有问题' },
  },
  {
    board: 'Board', numbers: { without_footage: 'No footage', gaps_unexplained: 'Gap unexplained', due_soon: 'Due soon', overdue: 'Overdue' }, of: 'open the list',
    now: 'Recording now', nobody: 'Nobody is recording.', since: 'since {at} · last contact {last}', battery: 'battery {n}%', silent: 'silent for {span}', incidents: 'Incidents today', unit: 'Unit', parts: '{held}/{all} held', noIncident: 'no incident',
    columns: { time: 'Time', what: 'Incident', officers: 'Officers', strip: 'Verdict', coverage: 'Coverage', state: 'State' },
    trail: 'What was done', trailEmpty: 'Nothing yet.', sealed: 'sealed', unsealed: 'to be sealed', more: 'Raw content', hash: 'row digest', by: '{name}',
    kind: { incident: 'Incident', recording: 'Recording', device: 'Phone', person: 'Person', review: 'Review' },
    system: 'System', health: 'Health', ok: 'good', bad: 'failing', version: 'Version {v}', dead: 'Failed jobs', deadNone: 'No failed jobs.', attempts: 'tried {n} times · {at}', retry: 'Run again', retried: 'Queued again',
    part: { web: 'Web', database: 'Database', store: 'Footage store', queue: 'Job queue', workers: 'Workers', worker: 'Jobs worker', media: 'Media worker', jobs: 'Jobs worker', media_worker: 'Media worker', sealer: 'Sealer' },
    sentence: { all: 'Everything is good', some: '{n} failing' },
  },
)
