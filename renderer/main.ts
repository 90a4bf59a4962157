import { createPinia } from 'pinia'
import { createApp } from 'vue'
import './styles/theme.css'
import './styles/base.css'
import './styles/element.css'
import App from './App.vue'
import { notifyFailure } from './components/notify'
import { createAppRouter } from './router/router'
import { PAGES } from './router/routes'

const app = createApp(App)
app.use(createPinia())
app.use(createAppRouter(PAGES))
app.config.errorHandler = (error) => {
  notifyFailure(error)
  // A defect must also be seen in the console, where tests and support look for it.
  reportError(error)
}
app.mount('#app')
