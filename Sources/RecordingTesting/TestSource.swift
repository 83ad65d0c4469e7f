// SPDX-License-Identifier: Apache-2.0

import Dispatch
package import Media
package import NIOCore
import NIOPosix
package import RecordingModel
import Synchronization

/// A push that a test makes: on a loop of its own, which can be kept busy.
package final class TestSource: LiveSource {
    private final class Stream {
        var sinks: [(id: RecordingID, sink: any PacketSink)] = []
        var ended: WallTime?
        /// What came since the last keyframe, for those who come late.
        var recent: [(packets: [MediaPacket], time: WallTime)] = []
        let flow = TestFlow()
    }

    package let publication: Publication
    package let eventLoop: any EventLoop
    /// `attach flv` when it is asked for, `attached flv` when it is done, `end flv`.
    package let journal = Journal()
    private let tracks: [Track]
    private let attached = Mutex<[RecordingID]>([])
    private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    private let stream: NIOLoopBound<Stream>

    /// A push of H.264 and AAC unless told otherwise.
    package init(_ key: StreamKey, number: UInt64, begun: WallTime, tracks: [Track]? = nil) async throws {
        self.tracks = try tracks ?? [.testVideo(), .testAudio()]
        publication = Publication(
            id: PublicationID(number: number), key: key, begun: begun, clientAddress: "127.0.0.1", parameters: "")
        let eventLoop = group.next()
        self.eventLoop = eventLoop
        stream = try await eventLoop.submit { NIOLoopBound(Stream(), eventLoop: eventLoop) }.get()
    }

    /// What has been attached, in that order.
    package var recordings: [RecordingID] { attached.withLock { $0 } }

    package func attach(
        _ id: RecordingID, from start: WallTime, makeSink: @escaping @Sendable (any FlowControl) -> any PacketSink
    ) async {
        journal.note("attach \(id.format)")
        attached.withLock { $0.append(id) }
        let (stream, journal, tracks) = (stream, journal, tracks)
        await withCheckedContinuation { continuation in
            eventLoop.execute {
                let sink = makeSink(stream.value.flow)
                for track in tracks { sink.changed(track) }
                for (packets, time) in stream.value.recent where start <= time {
                    for packet in packets { sink.received(packet, arrived: time) }
                }
                if let ended = stream.value.ended {
                    sink.sourceEnded(at: ended)
                } else {
                    stream.value.sinks.append((id, sink))
                }
                journal.note("attached \(id.format)")
                continuation.resume()
            }
        }
    }

    package func end(_ id: RecordingID, at time: WallTime) {
        journal.note("end \(id.format)")
        let stream = stream
        eventLoop.execute {
            let sink = stream.value.sinks.first { $0.id == id }?.sink
            sink?.end(at: time)
            sink?.passed(time)
        }
    }

    /// Feeds packets that arrive at one time, and lets that time pass.
    package func play(_ packets: [MediaPacket], at time: WallTime) async throws {
        let stream = stream
        try await eventLoop.submit {
            if packets.contains(where: { $0.kind == .video && $0.isKeyframe }) { stream.value.recent = [] }
            stream.value.recent.append((packets, time))
            for (_, sink) in stream.value.sinks {
                for packet in packets { sink.received(packet, arrived: time) }
                sink.passed(time)
            }
        }.get()
    }

    /// Ends the push, as far as its sinks are concerned.
    package func end(at time: WallTime) {
        let stream = stream
        eventLoop.execute {
            stream.value.ended = time
            for (_, sink) in stream.value.sinks { sink.sourceEnded(at: time) }
            stream.value.sinks = []
        }
    }

    /// Keeps the loop busy until the returned function is called.
    package func occupy() -> @Sendable () -> Void {
        let semaphore = DispatchSemaphore(value: 0)
        eventLoop.execute { semaphore.wait() }
        return { semaphore.signal() }
    }

    package func shutdown() async throws {
        try await group.shutdownGracefully()
    }
}
