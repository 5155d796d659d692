// @ts-check
/* oxlint-disable unicorn/consistent-function-scoping -- the top level of a script is everybody's */
// Uploads with progress, for Sealwax on htmx 4. While a form with files is sent, the `<progress hidden>` in it
// shows how far it is. `fetch` tells nothing of that, so an XMLHttpRequest makes the request in its place; what
// comes back is handed to htmx as any other answer. A form that leaves the page takes its upload along.
{
  const { htmx } = /** @type {any} */ (window)

  /** @type {(xhr: XMLHttpRequest) => Response} */
  const toResponse = (xhr) => {
    const headers = new Headers()
    for (const line of xhr.getAllResponseHeaders().split('\r\n')) {
      const at = line.indexOf(':')
      if (at > 0) headers.append(line.slice(0, at), line.slice(at + 1))
    }
    const { status, response } = xhr
    // An empty body is none: a 204 may have no other.
    return new Response(response.byteLength ? response : null, { status, headers })
  }

  /** @type {(progress: HTMLProgressElement, upload: XMLHttpRequestUpload) => void} */
  const show = (progress, upload) => {
    // Without a value it says that the server is at work.
    const wait = () => progress.removeAttribute('value')
    wait()
    progress.hidden = false
    upload.addEventListener('progress', ({ loaded, total }) => {
      progress.max = total
      progress.value = loaded
    })
    upload.addEventListener('load', wait)
  }

  /** @type {(form: any, url: string, request: any) => Promise<Response>} */
  const send = (form, url, { method, headers, body, signal }) =>
    new Promise((resolve, reject) => {
      const xhr = new XMLHttpRequest()
      const stop = () => xhr.abort()
      const watch = new MutationObserver(() => form.isConnected || stop())
      const progress = form.querySelector('progress')
      xhr.open(method, url)
      xhr.responseType = 'arraybuffer'
      for (const name in headers) xhr.setRequestHeader(name, headers[name])
      xhr.addEventListener('load', () => resolve(toResponse(xhr)))
      xhr.addEventListener('error', () => reject(new TypeError('The network failed.')))
      xhr.addEventListener('abort', () => reject(new DOMException('Given up.', 'AbortError')))
      xhr.addEventListener('loadend', () => {
        watch.disconnect()
        progress.hidden = true
      })
      signal.addEventListener('abort', stop)
      watch.observe(document, { childList: true, subtree: true })
      show(progress, xhr.upload)
      xhr.send(body)
    })

  htmx.registerExtension('sealwax-upload', {
    htmx_before_request: (/** @type {any} */ _, /** @type {any} */ { ctx }) => {
      const { form, body } = ctx.request
      if (body instanceof FormData && form?.elements._state && form.querySelector('progress'))
        ctx.fetch = send.bind(null, form)
    },
  })
}
