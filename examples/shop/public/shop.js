import { createBrowserTokenStore, createMintmarkClient } from '/mintmark.js'

const $ = (selector) => document.querySelector(selector)
const baseUrl = $('meta[name=issuer]').content
const ORDERS = 'https://orders.example.com'
const STOCK = 'https://stock.example.com'

// The session is in IndexedDB, so it survives a reload, and all tabs share it.
const mintmark = createMintmarkClient({ baseUrl, store: createBrowserTokenStore('tea shop') })

/** Returns the message for a call that did not work. */
function messageOf(result) {
  switch (result.status) {
    case 400:
    case 401:
      return result.body.detail
    case 422:
      return result.body.errors?.map(({ detail }) => `It ${detail}.`).join(' ') ?? result.body.detail
    case 429:
      return `Too many tries. Wait ${result.headers.get('retry-after')} seconds.`
    case 'session_ended':
      return 'Please log in.'
    default:
      return 'It does not work just now. Please try again.'
  }
}

function fill(list, rows) {
  list.replaceChildren(
    ...rows.map((cells) => {
      const row = document.createElement('li')
      row.append(
        ...cells.map((cell) => (typeof cell === 'string' ? Object.assign(document.createElement('span'), { textContent: cell }) : cell)),
      )
      return row
    }),
  )
}

/** Calls a service with a token for its audience alone. */
async function load(path, resource, list, rowOf) {
  const result = await mintmark.fetch(path, {}, { resource })
  const isGood = result.status === 'answered' && result.response.ok
  fill(list, isGood ? (await result.response.json()).map(rowOf) : [[messageOf(result)]])
}
const loadOrders = () => load('/orders', ORDERS, $('#orders'), ({ item, price }) => [item, `€ ${price}`])
const loadStock = () => load('/stock', STOCK, $('#stock'), ({ item, left }) => [item, left === 0 ? 'sold out' : `${left} left`])

async function loadSessions() {
  const list = await mintmark.sessions.list()
  if (list.status !== 200) return fill($('#sessions'), [[messageOf(list)]])
  const rows = list.body.sessions.map(({ id, current, created_at }) => {
    const since = new Date(created_at).toLocaleString()
    if (current) return [since, 'this one']
    const end = Object.assign(document.createElement('button'), { type: 'button', textContent: 'End it' })
    end.addEventListener('click', async () => {
      await mintmark.sessions.revoke(id)
      await loadSessions()
    })
    return [since, end]
  })
  fill($('#sessions'), rows)
}

/** Shows the shop to the user of the session, and the login form if there is no session. */
function show(session) {
  $('#log-in').hidden = session !== undefined
  $('#shop').hidden = session === undefined
  $('#who').hidden = session === undefined
  $('#name').textContent = session?.username ?? ''
  fill($('#stock'), [])
  if (session === undefined) return
  loadOrders()
  loadSessions()
}

/** Runs the action of a form, and shows its message. */
function onSubmit(form, act) {
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    const button = form.querySelector('button')
    button.disabled = true
    form.querySelector('.message').textContent = await act(new FormData(form))
    button.disabled = false
  })
}

onSubmit($('#log-in'), async (fields) => {
  const login = await mintmark.logIn({ username: fields.get('username'), password: fields.get('password'), resource: ORDERS })
  if (login.status !== 200) return messageOf(login)
  $('#log-in').reset()
  return ''
})
onSubmit($('#password'), async (fields) => {
  const changed = await mintmark.changePassword({ currentPassword: fields.get('current'), newPassword: fields.get('new') })
  if (changed.status !== 204) return messageOf(changed)
  $('#password').reset()
  await loadSessions()
  return 'Changed. Your other sessions have ended.'
})
$('#check-stock').addEventListener('click', loadStock)
$('#log-out').addEventListener('click', () => mintmark.logOut())

// This also runs when another tab logs in or out.
mintmark.onSessionChange(show)
const session = await mintmark.session()
show(session.status === 'ok' ? session : undefined)
