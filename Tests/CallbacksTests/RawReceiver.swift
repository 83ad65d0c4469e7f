// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOPosix

/// A TCP server on loopback that answers whatever comes with the same bytes.
struct RawReceiver {
    private let channel: any Channel

    var port: Int { channel.localAddress?.port ?? 0 }
    var url: String { "http://127.0.0.1:\(port)/raw" }

    /// Listens on a port, or on a free one.
    static func listen(on port: Int = 0, answering answer: String) async throws -> RawReceiver {
        let bootstrap = ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Answerer(answer: answer))
                }
            }
        return RawReceiver(channel: try await bootstrap.bind(host: "127.0.0.1", port: port).get())
    }

    func close() async throws {
        try await channel.close()
    }

    private final class Answerer: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        private let answer: String

        init(answer: String) {
            self.answer = answer
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            context.writeAndFlush(NIOAny(ByteBuffer(string: answer)), promise: nil)
        }
    }
}
