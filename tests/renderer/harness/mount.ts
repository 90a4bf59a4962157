import { createPinia } from 'pinia'
import { createApp } from 'vue'
import '../../../renderer/styles/theme.css'
import '../../../renderer/styles/base.css'
import '../../../renderer/styles/element.css'
import App from '../../../renderer/App.vue'
import { createAppRouter } from '../../../renderer/router/router'
import { HARNESS_PAGES } from './pages'

const app = createApp(App)
app.use(createPinia())
app.use(createAppRouter(HARNESS_PAGES))
app.mount('#app')
