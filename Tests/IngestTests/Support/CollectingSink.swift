// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore
import RecordingModel
import RecordingTesting

/// A sink that notes what it gets before its end: `track video`, `v0k`, `a23`, `passed`, `ended`, `over`.
final class CollectingSink: PacketSink {
    private let journal: Journal
    private let onPacket: () -> Void
    private(set) var isEnded = false
    private(set) var end: WallTime

    init(_ journal: Journal, until end: WallTime = WallTime(microseconds: .max), onPacket: @escaping () -> Void = {}) {
        self.journal = journal
        self.end = end
        self.onPacket = onPacket
    }

    func changed(_ track: Track) { journal.note("track \(track.kind)") }

    func leftOut(_ what: LeftOut) { journal.note("left out") }

    func received(_ packet: MediaPacket, arrived: WallTime) {
        guard arrived < end else { return }
        let key = packet.kind == .video && packet.isKeyframe ? "k" : ""
        journal.note("\(packet.kind == .video ? "v" : "a")\(packet.decodeTime.milliseconds)\(key)")
        onPacket()
    }

    func passed(_ now: WallTime) {
        isEnded = now >= end
        journal.note(isEnded ? "ended" : "passed")
    }

    func end(at time: WallTime) {
        journal.note("end")
        end = min(end, time)
    }

    func sourceEnded(at time: WallTime) { journal.note("over") }
}
