// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore
import NIOEmbedded
import RecordingModel
import RecordingTesting
import Synchronization

/// A push that a test makes, on a loop that turns when it is asked to.
final class TestSource: LiveSource, FlowControl {
    let publication: Publication
    let eventLoop: any EventLoop
    private let loop: NIOAsyncTestingEventLoop
    private let attached = Mutex<[RecordingID]>([])
    /// Used on the loop only.
    private let sinks: NIOLoopBoundBox<[any PacketSink]>

    init(_ number: UInt64, of key: StreamKey, at time: WallTime) async throws {
        let loop = NIOAsyncTestingEventLoop()
        self.loop = loop
        eventLoop = loop
        publication = Publication(
            id: PublicationID(number: number), key: key, begun: time, clientAddress: "127.0.0.1",
            parameters: "txSecret=a")
        sinks = try await loop.executeInContext { NIOLoopBoundBox([], eventLoop: loop) }
    }

    /// Every recording of this push, in the order of their beginning.
    var recordings: [RecordingID] { attached.withLock { $0 } }

    func attach(
        _ id: RecordingID, from start: WallTime, makeSink: @escaping @Sendable (any FlowControl) -> any PacketSink
    ) async {
        attached.withLock { $0.append(id) }
        try? await loop.executeInContext { self.sinks.value.append(makeSink(self)) }
    }

    func end(_ id: RecordingID, at time: WallTime) {
        // The tests end pushes, not orders.
    }

    /// Sends a second of audio and video to everything that records.
    func push(at time: WallTime) async throws {
        try await loop.executeInContext {
            for sink in self.sinks.value {
                sink.changed(try .testVideo())
                sink.changed(try .testAudio())
                for millisecond: Int64 in [0, 40, 80] {
                    sink.received(.video(at: millisecond, keyframe: millisecond == 0), arrived: time)
                    sink.received(.audio(at: millisecond), arrived: time)
                }
            }
        }
    }

    /// Ends the push.
    func finish(at time: WallTime) async throws {
        try await loop.executeInContext {
            for sink in self.sinks.value { sink.sourceEnded(at: time) }
            self.sinks.value = []
        }
    }

    func hold() {}
    func release() {}
}

/// A store that takes everything at once and keeps nothing.
struct TestStore: MediaStore, RecordingWriter {
    func makeWriter(folder: [String]) -> any RecordingWriter { self }

    func submit(_ operations: [FileOperation], completion: @escaping @Sendable (Result<Void, StorageFault>) -> Void) {
        completion(.success(()))
    }
}

/// Keeps what it is told.
actor TestNotifier: Notifier {
    private(set) var events: [RecordingEvent] = []

    func notify(_ event: RecordingEvent) { events.append(event) }

    /// The files that were announced.
    var files: [RecordedFile] {
        events.compactMap { event in
            guard case .fileRecorded(let file) = event else { return nil }
            return file
        }
    }
}
