export default {
  start: { title: '首页', hello: '{name}，您好' },
}
