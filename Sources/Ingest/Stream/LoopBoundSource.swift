// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore
import RecordingModel

/// A live stream as those on other threads may hold it.
struct LoopBoundSource: LiveSource {
    let publication: Publication
    let eventLoop: any EventLoop
    private let stream: NIOLoopBound<LiveStream>

    /// Must be made on the loop of the stream.
    init(_ stream: LiveStream, eventLoop: any EventLoop) {
        publication = stream.publication
        self.eventLoop = eventLoop
        self.stream = NIOLoopBound(stream, eventLoop: eventLoop)
    }

    func attach(
        _ id: RecordingID, from start: WallTime, makeSink: @escaping @Sendable (any FlowControl) -> any PacketSink
    ) {
        stream.value.attach(id, from: start, makeSink: makeSink)
    }

    func end(_ ids: [RecordingID], at time: WallTime) {
        let stream = stream
        eventLoop.execute { stream.value.end(ids, at: time) }
    }

    func settle() async {
        await withCheckedContinuation { continuation in eventLoop.execute { continuation.resume() } }
    }
}
