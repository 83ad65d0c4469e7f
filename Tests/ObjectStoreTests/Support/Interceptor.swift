// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOPosix
import Synchronization

/// A TCP proxy that may change, delay or count what passes.
final class Interceptor: Sendable {
    /// Sees each piece on its way; what it returns is passed on.
    typealias Change = @Sendable (ByteBuffer) -> ByteBuffer

    let url: String
    private let channel: any Channel

    /// A proxy before `http://127.0.0.1:PORT`; `pause` is made before each piece of a request is passed on.
    init(
        before target: String, pause: TimeAmount = .zero, request: @escaping Change = { $0 },
        answer: @escaping Change = { $0 }
    ) async throws {
        let port = target.split(separator: ":").last.flatMap { Int($0) } ?? 0
        channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelOption(.autoRead, value: false)
            .childChannelInitializer { near in
                ClientBootstrap(group: near.eventLoop).channelOption(.autoRead, value: false)
                    .connect(host: "127.0.0.1", port: port).flatMapThrowing { far in
                        // Both run on one loop.
                        try near.pipeline.syncOperations.addHandler(Relay(to: far, pause: pause, change: request))
                        try far.pipeline.syncOperations.addHandler(Relay(to: near, pause: .zero, change: answer))
                        // The near channel is active only after this.
                        far.read()
                    }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        url = "http://127.0.0.1:\(channel.localAddress?.port ?? 0)"
    }

    func close() async throws {
        try await channel.close()
    }

    private final class Relay: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        private let peer: any Channel
        private let pause: TimeAmount
        private let change: Change

        init(to peer: any Channel, pause: TimeAmount, change: @escaping Change) {
            self.peer = peer
            self.pause = pause
            self.change = change
        }

        func channelActive(context: ChannelHandlerContext) {
            context.read()
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let bytes = change(Self.unwrapInboundIn(data))
            let (peer, channel) = (peer, context.channel)
            context.eventLoop.scheduleTask(in: pause) {
                // Read again once this has left, so that nothing piles up here.
                peer.writeAndFlush(bytes).whenComplete { _ in channel.read() }
            }
        }

        func channelInactive(context: ChannelHandlerContext) {
            peer.close(promise: nil)
        }
    }
}

/// Counts of what passed.
final class Tally: Sendable {
    private let counts = Mutex<[String: Int]>([:])

    /// Counts the pieces that begin with each of the texts.
    func count(_ texts: [String], in bytes: ByteBuffer) -> ByteBuffer {
        let text = String(decoding: bytes.readableBytesView.prefix(400), as: UTF8.self)
        counts.withLock { counts in
            for wanted in texts where text.contains(wanted) { counts[wanted, default: 0] += 1 }
        }
        return bytes
    }

    subscript(text: String) -> Int { counts.withLock { $0[text] ?? 0 } }
}
