import type { Socket, SocketListener } from '@/api/link'

/** The browser's WebSocket behind our own port. */
export function openSocket(url: string, listener: SocketListener): Socket {
  const socket = new WebSocket(url)
  socket.addEventListener('open', () => listener.opened())
  socket.addEventListener('message', (event) => listener.received(String(event.data)))
  socket.addEventListener('close', () => listener.closed())
  return {
    send: (text) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(text)
    },
    close: () => socket.close(),
  }
}
