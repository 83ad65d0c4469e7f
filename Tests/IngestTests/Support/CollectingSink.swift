// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore
import RecordingModel
import RecordingTesting

/// A sink that notes what it gets: `track video`, `v0k`, `a23`, `passed`, `over`.
final class CollectingSink: PacketSink {
    private let journal: Journal
    private let onPacket: () -> Void
    private(set) var isEnded = false

    init(_ journal: Journal, onPacket: @escaping () -> Void = {}) {
        self.journal = journal
        self.onPacket = onPacket
    }

    func changed(_ track: Track) { journal.note("track \(track.kind)") }

    func leftOut(_ what: LeftOut) { journal.note("left out") }

    func received(_ packet: MediaPacket, arrived: WallTime) {
        let key = packet.kind == .video && packet.isKeyframe ? "k" : ""
        journal.note("\(packet.kind == .video ? "v" : "a")\(packet.decodeTime.milliseconds)\(key)")
        onPacket()
    }

    func passed(_ now: WallTime) { journal.note("passed") }

    func end(at time: WallTime) {
        journal.note("end")
        isEnded = true
    }

    func sourceEnded(at time: WallTime) { journal.note("over") }
}
