import { addWords } from '@/shell/i18n'

addWords(
  'coverage',
  {
    title: '录像与覆盖', covered: '在场 {scene}，录像覆盖 {covered}', percent: '覆盖 {n}%', uncovered: '未覆盖 {from}–{to}（{span}）', noArrival: '尚未填写到场时间，无法计算覆盖。', none: '还没有录像。', lanes: '各民警录像时段', running: '录像中', open: '查看核验结果', how: { chosen: '录像时选定', matched: '按民警和时间匹配', corrected: '事后更正' }, law: '覆盖按“到场至处置结束”计算（2016 年规定：全程不间断）。',
  },
  {
    title: 'Footage and coverage', covered: 'On scene {scene}, covered {covered}', percent: '{n}% covered', uncovered: 'Not covered {from}–{to} ({span})', noArrival: 'No arrival time yet, so coverage cannot be counted.', none: 'No footage yet.', lanes: 'Footage per officer', running: 'recording', open: 'See the verdict', how: { chosen: 'chosen while recording', matched: 'by officer and time', corrected: 'corrected later' }, law: 'Coverage counts from arrival to clearance (2016 rule: without a break).',
  },
)
