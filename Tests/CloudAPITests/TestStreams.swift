// SPDX-License-Identifier: Apache-2.0

import Media
import RecordingModel
import Synchronization

/// Live streams that a test puts there, and a list of those that were cut.
final class TestStreams: LiveStreams {
    private let state = Mutex<(live: [Publication], cut: [String])>(([], []))

    /// `push.example.com/live/room 21/100`, in the order of cutting.
    var cut: [String] { state.withLock { $0.cut } }

    /// Makes a stream live.
    func begin(_ key: StreamKey, at time: WallTime) {
        state.withLock { state in
            let id = PublicationID(number: UInt64(state.live.count) + 1)
            state.live.append(
                Publication(id: id, key: key, begun: time, clientAddress: "192.0.2.1", parameters: "txSecret=a"))
        }
    }

    func publications() async -> [Publication] { state.withLock { $0.live } }

    func end(where matches: @Sendable (StreamKey) -> Bool, code: StopCode) async {
        state.withLock { state in
            state.cut += state.live.filter { matches($0.key) }.map { "\($0.key) \(code)" }
            state.live.removeAll { matches($0.key) }
        }
    }
}

/// A disk that notes what is taken off it, or can't.
final class TestMedia: MediaRemoval {
    private let state = Mutex<(removed: [String], fault: StorageFault?)>(([], nil))

    /// The ids of the files, in the order of their removal.
    var removed: [String] { state.withLock { $0.removed } }

    /// Lets every removal fail from now on, or none.
    func fail(with fault: StorageFault?) {
        state.withLock { $0.fault = fault }
    }

    func remove(_ file: RecordedFile) async throws(StorageFault) {
        let fault = state.withLock { state in
            if state.fault == nil { state.removed.append(file.id) }
            return state.fault
        }
        if let fault { throw fault }
    }
}
