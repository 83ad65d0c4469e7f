// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore
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

/// A disk that holds what lies beside recorded files and notes what is taken off it, or can do neither.
final class TestMedia: MediaFiles {
    private struct State {
        var removed: [String] = []
        var attachments: [String: ByteBuffer] = [:]
        var fault: StorageFault?
    }

    private let state = Mutex(State())

    /// The ids of the files, in the order of their removal.
    var removed: [String] { state.withLock { $0.removed } }

    /// What lies beside the files, by path.
    var attachments: [String: ByteBuffer] { state.withLock { $0.attachments } }

    /// Lets everything fail from now on, or nothing.
    func fail(with fault: StorageFault?) {
        state.withLock { $0.fault = fault }
    }

    func attach(
        _ contents: ByteBuffer, named name: String, to file: RecordedFile
    ) async throws(StorageFault) {
        try change { $0.attachments[file.path(ofAttachment: name)] = contents }
    }

    func detach(_ name: String, from file: RecordedFile) async throws(StorageFault) {
        try change { $0.attachments[file.path(ofAttachment: name)] = nil }
    }

    func remove(_ file: RecordedFile) async throws(StorageFault) {
        try change { state in
            if !state.removed.contains(file.id) { state.removed.append(file.id) }
            let prefix = file.path(ofAttachment: file.attachmentPrefix)
            state.attachments = state.attachments.filter { !$0.key.hasPrefix(prefix) }
        }
    }

    private func change(_ work: (inout State) -> Void) throws(StorageFault) {
        let fault = state.withLock { state in
            if state.fault == nil { work(&state) }
            return state.fault
        }
        if let fault { throw fault }
    }
}
