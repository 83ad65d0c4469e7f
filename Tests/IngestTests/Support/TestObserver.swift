// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore
import RecordingModel
import RecordingTesting
import Synchronization

/// Hears of pushes, and records each by a sink that notes its packets.
///
/// Notes `began room`, what the sink notes, and `ended room 1` with the stop code.
final class TestObserver: PublicationObserver {
    let journal = Journal()
    /// Passed before a push's end is noted.
    let endGate = Gate()
    /// Whether the sinks hold their streams from the first packet on, until `release`.
    private let holdsStreams: Bool
    private let held = Mutex<[@Sendable () -> Void]>([])
    /// How long after its push begins each recording ends.
    private let duration: MediaTime?

    init(holdsStreams: Bool = false, recording duration: MediaTime? = nil) {
        self.holdsStreams = holdsStreams
        self.duration = duration
    }

    func publicationBegan(_ source: any LiveSource) async {
        let publication = source.publication
        journal.note("began \(publication.key.stream)")
        let id = RecordingID(cause: .rule, publication: publication.id, format: .flv)
        let eventLoop = source.eventLoop
        let end = duration.map { publication.begun.advanced(by: $0) } ?? WallTime(microseconds: .max)
        await source.attach(id, from: publication.begun) { [self] flow in
            var isFirst = true
            return CollectingSink(journal, until: end) {
                guard self.holdsStreams, isFirst else { return }
                isFirst = false
                self.hold(flow, on: eventLoop)
            }
        }
    }

    func publicationEnded(
        _ publication: Publication, at time: WallTime, code: StopCode, resolution: PictureSize?
    ) async {
        await endGate.pass()
        journal.note("ended \(publication.key.stream) \(code)")
    }

    /// Lets every held stream go on.
    func release() {
        let held = held.withLock { held in
            defer { held = [] }
            return held
        }
        for release in held { release() }
    }

    private func hold(_ flow: any FlowControl, on eventLoop: any EventLoop) {
        flow.hold()
        journal.note("held")
        let flow = NIOLoopBound(flow, eventLoop: eventLoop)
        held.withLock { $0.append { eventLoop.execute { flow.value.release() } } }
    }
}
