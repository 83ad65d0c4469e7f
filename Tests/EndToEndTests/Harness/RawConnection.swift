// SPDX-License-Identifier: Apache-2.0

import NIOCore
import NIOPosix

/// A TCP connection that says exactly what it is told to, however wrong.
struct RawConnection: Sendable {
    typealias Inbound = NIOAsyncChannelInboundStream<ByteBuffer>
    typealias Outbound = NIOAsyncChannelOutboundWriter<ByteBuffer>

    /// Connects to `HOST:PORT`, does the work, closes.
    static func open<Answer: Sendable>(
        _ address: String,
        _ work: @escaping @Sendable (Inbound, Outbound) async throws -> Answer
    ) async throws -> Answer {
        let (host, port) = try Self.parts(of: address)
        let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .connectTimeout(.seconds(10))
            .connect(host: host, port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
                        wrappingChannelSynchronously: channel,
                        configuration: .init(isOutboundHalfClosureEnabled: true))
                }
            }
        return try await channel.executeThenClose { inbound, outbound in try await work(inbound, outbound) }
    }

    /// Sends bytes and then waits for the other side to close; answers what it said and how long it waited with it.
    ///
    /// Writing to a connection that the peer has closed meanwhile is no failure.
    static func expectClosed(
        by address: String, within seconds: Double,
        sending: @escaping @Sendable (Outbound) async throws -> Void
    ) async throws -> (said: ByteBuffer, after: Duration) {
        try await withDeadline("the closing of a connection", seconds: seconds) {
            let start = ContinuousClock.now
            let said: ByteBuffer = try await Self.open(address) { inbound, outbound in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask { try? await sending(outbound) }
                    defer { group.cancelAll() }
                    var said = ByteBuffer()
                    do {
                        for try await bytes in inbound { said.writeImmutableBuffer(bytes) }
                    } catch is IOError {
                        // A reset is a closed connection too.
                    }
                    return said
                }
            }
            return (said, ContinuousClock.now - start)
        }
    }

    private static func parts(of address: String) throws -> (host: String, port: Int) {
        guard let colon = address.lastIndex(of: ":"), let port = Int(address[address.index(after: colon)...]) else {
            throw AddressError(address: address)
        }
        return (String(address[..<colon]), port)
    }
}

/// Not `HOST:PORT`.
struct AddressError: Error {
    let address: String
}
