import request from 'supertest'

/** Somebody with a browser that runs no JavaScript. */
export function createVisitor(app) {
  const agent = request.agent(app.callback())
  const open = async (path) => (await agent.get(path).expect(200)).text
  /** Posts a form, and answers with the page that the browser sees next. */
  const post = async (action, fields) => {
    const answer = await agent.post(action).type('form').send(fields)
    return answer.status === 303 ? open(answer.headers.location) : answer.text
  }
  return {
    open,
    /** Fills the first form that calls a method, and sends it. */
    submit: (page, action, fields) => {
      const form = page.slice(page.indexOf(`action="${action}"`))
      return post(action, { _state: stateIn(form), ...fields })
    },
    /** Presses the first button that calls a method. */
    press: (page, action) => {
      const [, id] = page.match(new RegExp(`form="([^"]+)" formaction="${action}"`)) ?? []
      return post(action, { _state: stateIn(page.slice(page.indexOf(`<form id="${id}"`))) })
    },
  }
}

function stateIn(html) {
  return html.match(/name="_state" value="([^"]+)"/)?.[1]
}
