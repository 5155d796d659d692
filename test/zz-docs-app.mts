import { openDemo } from '/tmp/wt-docs/test/demo/demo-app.ts'
const demo = await openDemo()
demo.app.on('error', (e) => console.error(e))
demo.app.listen(Number(process.argv[2] ?? 4610), '127.0.0.1', () => console.log('up'))
