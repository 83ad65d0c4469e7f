// SPDX-License-Identifier: Apache-2.0

import FLV
package import Media
package import NIOCore
import NIOPosix
import RTMP

/// A publisher over a real socket, which does what a test says and nothing by itself.
package final class RTMPPublisher: Sendable {
    /// What the server said.
    package enum Outcome: Hashable, Sendable {
        case published
        case refused(code: String, description: String)
        /// The end of the publication was confirmed.
        case closed
    }

    private let channel: any Channel
    private let handler: NIOLoopBound<PublisherHandler>
    private let outcomes: AsyncStream<Outcome>

    private init(channel: any Channel, handler: NIOLoopBound<PublisherHandler>, outcomes: AsyncStream<Outcome>) {
        self.channel = channel
        self.handler = handler
        self.outcomes = outcomes
    }

    /// Connects and asks for a publication; `outcome` tells the answer.
    package static func connect(
        to address: SocketAddress, name: String, application: String = "live", domain: String = "push.example.org"
    ) async throws -> RTMPPublisher {
        let target = ClientSession.Target(
            tcURL: "rtmp://\(domain)/\(application)", application: application, publishName: name)
        let (outcomes, outcome) = AsyncStream.makeStream(of: Outcome.self)
        let bootstrap = ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            // So little that a server which doesn't read is noticed soon.
            .channelOption(.socketOption(.so_sndbuf), value: 64 << 10)
        let (channel, handler) = try await bootstrap.connect(to: address) { channel in
            channel.eventLoop.makeCompletedFuture {
                let handler = PublisherHandler(session: ClientSession(target: target, seed: 1), outcome: outcome)
                try channel.pipeline.syncOperations.addHandler(handler)
                return (channel, NIOLoopBound(handler, eventLoop: channel.eventLoop))
            }
        }
        return RTMPPublisher(channel: channel, handler: handler, outcomes: outcomes)
    }

    /// The server's next word; nil when the connection is closed.
    package func outcome() async -> Outcome? {
        var iterator = outcomes.makeAsyncIterator()
        return await iterator.next()
    }

    /// Sends the sequence header of a track, where its codec has one; its packets follow.
    package func send(_ track: Track) async throws {
        let handler = handler
        try await send {
            handler.value.tracks[track.kind] = track.configuration
            var payload = ByteBuffer()
            guard var configuration = payload.writeSequenceHeader(of: track.configuration) else { return ByteBuffer() }
            payload.writeBuffer(&configuration)
            var bytes = ByteBuffer()
            handler.value.session.write(track.kind, payload: payload, timestamp: 0, into: &bytes)
            return bytes
        }
    }

    /// Sends a packet of a track that was sent; returns when the socket has taken it.
    package func send(_ packet: MediaPacket) async throws {
        let handler = handler
        try await send {
            var payload = ByteBuffer()
            switch (packet.kind, handler.value.tracks[packet.kind]) {
            case (.video, let configuration?): try payload.writeFrameHeader(of: configuration, packet)
            case (.audio, let configuration?): payload.writeFrameHeader(of: configuration)
            // A publisher that forgot the sequence header sends H.264 and AAC.
            case (.video, nil): payload.writeBytes([packet.isKeyframe ? 0x17 : 0x27, 1, 0, 0, 0])
            case (.audio, nil): payload.writeBytes([0xAF, 1])
            }
            payload.writeImmutableBuffer(packet.payload)
            let timestamp = UInt32(truncatingIfNeeded: packet.decodeTime.milliseconds)
            var bytes = ByteBuffer()
            handler.value.session.write(packet.kind, payload: payload, timestamp: timestamp, into: &bytes)
            return bytes
        }
    }

    /// Sends bytes that no session makes.
    package func sendRaw(_ bytes: ByteBuffer) async throws {
        try await channel.writeAndFlush(bytes)
    }

    /// Ends the publication properly, and leaves the connection open.
    package func finish() async throws {
        let handler = handler
        try await send { handler.value.session.finish() }
    }

    /// Sends what the loop makes; a server that reads nothing must not keep a test that is cancelled.
    private func send(_ make: @escaping @Sendable () throws -> ByteBuffer) async throws {
        let channel = channel
        try await withTaskCancellationHandler {
            try await channel.eventLoop.submit(make).flatMap { channel.writeAndFlush($0) }.get()
        } onCancel: {
            channel.close(promise: nil)
        }
    }

    /// Cuts the connection without a word.
    package func close() async {
        try? await channel.close()
    }

    /// Returns when the connection is closed, by whomever.
    package func waitUntilClosed() async {
        try? await channel.closeFuture.get()
    }
}

/// Carries out what the publisher's session says.
private final class PublisherHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    var session: ClientSession
    /// What was sent last of each kind.
    var tracks: [MediaKind: CodecConfiguration] = [:]
    private let outcome: AsyncStream<RTMPPublisher.Outcome>.Continuation

    init(session: ClientSession, outcome: AsyncStream<RTMPPublisher.Outcome>.Continuation) {
        self.session = session
        self.outcome = outcome
    }

    func channelActive(context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(session.start()), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        session.append(unwrapInboundIn(data))
        do {
            while let action = try session.next() { run(action, context: context) }
        } catch {
            context.close(promise: nil)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        outcome.finish()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func run(_ action: ClientSession.Action, context: ChannelHandlerContext) {
        switch action {
        case .send(let bytes): context.writeAndFlush(wrapOutboundOut(bytes), promise: nil)
        case .published: outcome.yield(.published)
        case .refused(let code, let description): outcome.yield(.refused(code: code, description: description))
        case .closed: outcome.yield(.closed)
        }
    }
}

@available(*, unavailable)
extension PublisherHandler: Sendable {}
