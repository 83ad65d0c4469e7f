// SPDX-License-Identifier: Apache-2.0

import Dispatch
import Media
import NIOCore
import NIOPosix
import RecordingModel
import RecordingTesting
import Synchronization

/// A push that a test makes: on a loop of its own, which can be kept busy.
final class TestSource: LiveSource {
    private final class Stream {
        var sinks: [(id: RecordingID, sink: any PacketSink)] = []
        var isOver = false
        let flow = TestFlow()
    }

    let publication: Publication
    let eventLoop: any EventLoop
    /// `attach flv` when it is asked for, `attached flv` when it is done, `end flv`.
    let journal = Journal()
    private let attached = Mutex<[RecordingID]>([])
    private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    private let stream: NIOLoopBound<Stream>

    init(_ key: StreamKey, number: UInt64, begun: WallTime) async throws {
        publication = Publication(
            id: PublicationID(number: number), key: key, begun: begun, clientAddress: "127.0.0.1", parameters: "")
        let eventLoop = group.next()
        self.eventLoop = eventLoop
        stream = try await eventLoop.submit { NIOLoopBound(Stream(), eventLoop: eventLoop) }.get()
    }

    /// What has been attached, in that order.
    var recordings: [RecordingID] { attached.withLock { $0 } }

    func attach(
        _ id: RecordingID, from start: WallTime, makeSink: @escaping @Sendable (any FlowControl) -> any PacketSink
    ) async {
        journal.note("attach \(id.format)")
        attached.withLock { $0.append(id) }
        let (stream, journal) = (stream, journal)
        await withCheckedContinuation { continuation in
            eventLoop.execute {
                let sink = makeSink(stream.value.flow)
                if let video = try? Track.testVideo() { sink.changed(video) }
                if let audio = try? Track.testAudio() { sink.changed(audio) }
                if stream.value.isOver { sink.sourceEnded(at: start) } else { stream.value.sinks.append((id, sink)) }
                journal.note("attached \(id.format)")
                continuation.resume()
            }
        }
    }

    func end(_ id: RecordingID, at time: WallTime) {
        journal.note("end \(id.format)")
        let stream = stream
        eventLoop.execute { stream.value.sinks.first { $0.id == id }?.sink.end(at: time) }
    }

    /// Feeds a keyframe, an audio frame and a picture, all of which arrive at one time, and lets that time pass.
    func play(at time: WallTime) async throws {
        let stream = stream
        try await eventLoop.submit {
            let milliseconds = time.microseconds / 1_000
            for (_, sink) in stream.value.sinks {
                sink.received(.picture(at: milliseconds, keyframe: true, size: 64), arrived: time)
                sink.received(.audio(at: milliseconds), arrived: time)
                sink.received(.picture(at: milliseconds + 40, size: 64), arrived: time)
                sink.passed(time)
            }
        }.get()
    }

    /// Ends the push, as far as its sinks are concerned.
    func end(at time: WallTime) {
        let stream = stream
        eventLoop.execute {
            stream.value.isOver = true
            for (_, sink) in stream.value.sinks { sink.sourceEnded(at: time) }
            stream.value.sinks = []
        }
    }

    /// Keeps the loop busy until the returned function is called.
    func occupy() -> @Sendable () -> Void {
        let semaphore = DispatchSemaphore(value: 0)
        eventLoop.execute { semaphore.wait() }
        return { semaphore.signal() }
    }

    func shutdown() async throws {
        try await group.shutdownGracefully()
    }
}
