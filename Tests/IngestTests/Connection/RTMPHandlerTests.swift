// SPDX-License-Identifier: Apache-2.0

import Ingest
import Logging
import Media
import NIOCore
import NIOPosix
import RTMP
import RecordingModel
import RecordingTesting
import Testing

@Suite("RTMP handler")
struct RTMPHandlerTests {
    @Test(
        "hands on everything that came before the connection ended, though its sink holds it back",
        .timeLimit(.minutes(1)))
    func drain() async throws {
        let (counts, received) = AsyncStream.makeStream(of: Int.self)
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let clock = ManualWallClock(.seconds(1_767_225_600))
        let catalogue = MemoryCatalogue()
        let listener = RTMPListener(
            group: MultiThreadedEventLoopGroup.singleton,
            admission: Admission(domains: catalogue, opensDomains: true, clock: clock, logger: logger),
            observer: HoldingObserver(received: received), history: catalogue, clock: clock, limits: IngestLimits(),
            logger: logger)
        let address = try await listener.bind(host: "127.0.0.1", port: 0)
        // More than one read of the socket brings, so that reading stops before the end; less than the socket holds,
        // so that the end comes all the same.
        let client = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(PublishingHandler(frames: 40, size: 1_000))
                }
            }
            .connect(to: address).get()
        let count = try #require(await counts.first { _ in true })
        #expect(count == 40)
        try await client.closeFuture.get()
        await listener.stop()
    }
}

/// Records with a sink that stops reading at its first packet and never goes on.
private struct HoldingObserver: PublicationObserver {
    let received: AsyncStream<Int>.Continuation

    func publicationBegan(_ source: any LiveSource) async {
        let id = RecordingID(cause: .rule, publication: source.publication.id, format: .flv)
        await source.attach(id, from: source.publication.begun) { [received] flow in
            HoldingSink(flow: flow, received: received)
        }
    }

    func publicationEnded(
        _ publication: Publication, at time: WallTime, code: StopCode, resolution: VideoSize?
    ) async {}
}

/// Tells how many packets it got by the end of the push.
private final class HoldingSink: PacketSink {
    private let flow: any FlowControl
    private let received: AsyncStream<Int>.Continuation
    private var count = 0
    private(set) var isEnded = false

    init(flow: any FlowControl, received: AsyncStream<Int>.Continuation) {
        self.flow = flow
        self.received = received
    }

    func changed(_ track: Track) {}
    func received(_ packet: MediaPacket, arrived: WallTime) {
        if count == 0 { flow.hold() }
        count += 1
    }
    func passed(_ now: WallTime) {}
    func end(at time: WallTime) {}
    func sourceEnded(at time: WallTime) {
        isEnded = true
        received.yield(count)
    }
}

/// Publishes AAC frames all at once and closes its side without a word.
private final class PublishingHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let frames: Int
    private let size: Int
    private var session = ClientSession(
        target: .init(tcURL: "rtmp://example.com/live", application: "live", publishName: "room42"), seed: 1)

    init(frames: Int, size: Int) {
        self.frames = frames
        self.size = size
    }

    func channelActive(context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(session.start()), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        session.append(unwrapInboundIn(data))
        do {
            while let action = try session.next() {
                switch action {
                case .send(let bytes): context.writeAndFlush(wrapOutboundOut(bytes), promise: nil)
                case .published: publish(context)
                case .refused, .closed: context.close(promise: nil)
                }
            }
        } catch {
            context.close(promise: nil)
        }
    }

    private func publish(_ context: ChannelHandlerContext) {
        var bytes = ByteBuffer()
        // AAC-LC, 44.1 kHz, stereo (FLV 10.1, E.4.2.2).
        session.write(.audio, payload: ByteBuffer(bytes: [0xAF, 0, 0x12, 0x10]), timestamp: 0, into: &bytes)
        let frame = ByteBuffer(bytes: [0xAF, 1] + [UInt8](repeating: 7, count: size))
        for number in 0..<frames {
            session.write(.audio, payload: frame, timestamp: UInt32(number * 23), into: &bytes)
        }
        context.writeAndFlush(wrapOutboundOut(bytes), promise: nil)
        context.close(mode: .output, promise: nil)
    }
}
