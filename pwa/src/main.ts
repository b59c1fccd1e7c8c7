import { createApp } from 'vue'
import App from './shell/App.vue'
import { i18n } from './shell/i18n'
import { router } from './shell/router'
import { restore } from './shell/session'
import './shell/style/index.css'
import './shell/style/theme'
import { registerWorker, wakeRooms } from './shell/update'

void restore()
createApp(App).use(i18n).use(router).mount('#app')
registerWorker()
wakeRooms()
