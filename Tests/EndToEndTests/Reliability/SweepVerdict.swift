// SPDX-License-Identifier: Apache-2.0

import Media

/// Holds what was pushed for an order against what is recorded.
struct SweepVerdict: Sendable {
    /// How much of a stream a death may cost: the promise, in seconds.
    static let bound = 1.0
    /// What a packet may be on its way to the server, and a beginning recording to its first keyframe, in seconds.
    static let way = 0.25
    private static let beginning = 0.6
    /// How far the times of files and gaps may be off beside the way: they are those of arrival, and the end of a file
    /// that was cut off is reckoned from its beginning.
    private static let tolerance = 0.3
    /// From one keyframe of the programme to the next.
    private static let keyframeInterval = 0.5

    /// When the server was killed.
    private let killed: Double
    /// What the machine was behind with at that time, in seconds.
    private let lateness: Double
    /// What left before has reached the server for sure.
    private let reached: Double
    private(set) var faults: [String] = []
    /// Packets times formats that were to be recorded.
    private(set) var expected = 0
    private(set) var missing = 0
    /// How long before the kill the earliest packet had left that is lost, in seconds.
    private(set) var worstLoss = 0.0

    /// Of a server that was killed.
    init(killed: Double, lateness: Double) {
        (self.killed, self.lateness, self.reached) = (killed, lateness, killed - Self.way - lateness)
    }

    /// Of a server that lives, but lost what came from about a time on.
    init(lostSince time: Double) {
        (self.killed, self.lateness, self.reached) = (time, 1, .infinity)
    }

    /// Judges what was recorded of a push for an order, in each format that can hold it.
    mutating func judge(_ push: NumberedPush, for order: SweepLedger.Order, in library: RecordedLibrary) {
        guard push.stream == order.stream else { return }
        for format in order.formats {
            // An AAC file holds no MP3, which is written down otherwise.
            if format == .aac, push.sound == .mp3 { continue }
            let contents = library.contents[.init(order: order.id, format: format)] ?? .init()
            self.judge(push, for: order, format, contents)
        }
    }

    private mutating func judge(
        _ push: NumberedPush, for order: SweepLedger.Order, _ format: Recording.Format,
        _ contents: RecordedLibrary.Contents
    ) {
        let slack = Self.way + self.lateness
        let tolerance = Self.tolerance + slack
        // An order that was there before the push gets all of it; another from its next keyframe on.
        let isEarly = order.answered <= push.asked
        let begin = isEarly ? push.accepted : max(order.answered, push.accepted) + Self.beginning + slack
        let asked = [order.stopAsked, order.deletionAsked, order.end].compactMap { $0 }.min() ?? .infinity
        let end = min(asked - slack, push.isCut ? push.lastLeft - 0.5 : .infinity)
        let isKnown = max(order.answered, push.accepted) + Self.beginning + slack
        let isTranscoded = format == .mp3 && push.sound == .aac
        var wrong: [String: (count: Int, first: NumberedPush.Packet)] = [:]
        for packet in push.packets where packet.kind == .audio || ![.aac, .mp3].contains(format) {
            let count = contents.packets[packet.number] ?? 0
            func note(_ what: String) { wrong[what, default: (0, packet)].count += 1 }
            if count > 1, !isRepeated(packet, in: contents.gaps, within: tolerance) { note("recorded \(count) times") }
            if count > 0 {
                if packet.begun > min(order.stopAnswered ?? .infinity, order.end) { note("recorded after the end") }
                if push.asked > order.deletionAnswered ?? .infinity { note("recorded after the deletion") }
            }
            guard let left = packet.left, left >= begin, left < end else { continue }
            self.expected += 1
            let isThere =
                isTranscoded
                ? contents.files.contains {
                    $0.lowerBound - tolerance <= left && left <= $0.upperBound + tolerance
                }
                : count > 0
            if isThere { continue }
            self.missing += 1
            // Of the stream, not of the clock: MP4 waits with its last half second for more while a publisher stalls.
            let loss = min(self.killed, push.lastLeft) - left
            self.worstLoss = max(self.worstLoss, loss)
            if loss > Self.bound + slack { note("lost") }
            let isNoted = contents.gaps.contains { gap in
                gap.begun - tolerance <= left && left <= gap.ended + tolerance
            }
            // Of what left in the last moment nobody knows whether it reached the server.
            if !isNoted, left >= isKnown, left < self.reached { note("missing, and no gap says so") }
        }
        for (what, (count, first)) in wrong.sorted(by: { $0.key < $1.key }) {
            self.faults.append(
                "\(order.id) \(format): \(count) packets of \(push.stream) \(what), first \(first.number), "
                    + "which left \(self.relative(first.left)); push \(self.relative(push.accepted)) to "
                    + "\(self.relative(push.ended)), ordered \(self.relative(order.answered)), "
                    + "stop \(self.relative(order.stopAsked)), end \(self.relative(order.end)), gaps "
                    + "\(contents.gaps.map { "\($0.reason) \(self.relative($0.begun)) to \(self.relative($0.ended))" })"
                    + ", files \(contents.files.map { "\(self.relative($0.lowerBound)) to \(self.relative($0.upperBound))" })"
            )
        }
    }

    /// Whether a recording that went on after a fault of the disk begins with the packet: as any that begins in mid-push
    /// it begins with the last keyframe before.
    private func isRepeated(
        _ packet: NumberedPush.Packet, in gaps: [RecordedLibrary.Gap], within tolerance: Double
    ) -> Bool {
        let earliest = packet.begun - tolerance
        let latest = packet.begun + Self.keyframeInterval + tolerance
        return gaps.contains { $0.reason == "storage_fault" && earliest <= $0.begun && $0.begun <= latest }
    }

    /// A time as it is counted from the kill.
    private func relative(_ time: Double?) -> String {
        guard let time else { return "never" }
        return "\(((time - self.killed) * 1_000).rounded() / 1_000)"
    }
}
