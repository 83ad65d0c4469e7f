// SPDX-License-Identifier: Apache-2.0

package import Media
import NIOCore

extension TSMuxer {
    /// Keeps the PES packets that are whole, each of which is one access unit in transport packets without a break.
    ///
    /// Bytes are counted as they stand in the stream: with the delimiters and parameter sets that were put in.
    package static func resume(_ segment: any ByteSource, _ history: SegmentHistory) -> ResumedSegment? {
        var packets = WrittenPackets(segment)
        var units = UnitCount(history)
        while let packet = packets.next() {
            guard units.take(packet) else { break }
        }
        // Where a length isn't told and the last packet is full, only its writer knows whether more was to come.
        if history.isWhole, packets.offset == segment.byteCount { units.close() }
        guard units.byteCount > 0 else { return nil }
        let facts = MediaFacts(video: units.video, audio: units.audio, begun: history.facts.begun)
        return ResumedSegment(
            byteCount: units.byteCount, facts: facts, end: units.end, isIndependent: units.isIndependent ?? true)
    }
}

/// Counts the access units in transport packets.
private struct UnitCount {
    /// A PES packet whose end hasn't come.
    private struct Open {
        var kind: MediaKind
        var decodeTime: MediaTime
        var isKeyframe: Bool
        /// Bytes behind the header so far.
        var byteCount: Int
        /// Bytes that are to come; nil where the length isn't told.
        var missing: Int?
    }

    private let history: SegmentHistory
    private var open: Open?
    /// Transport packets so far.
    private var packets: Int64 = 0
    private var lastTicks: Int64
    private var (videoStep, audioStep) = (MediaTime.milliseconds(40), MediaTime.milliseconds(23))
    /// Bytes up to the end of the last whole PES packet.
    private(set) var byteCount: Int64 = 0
    private(set) var video: MediaFacts.TrackFacts?
    private(set) var audio: MediaFacts.TrackFacts?
    /// Where the last frame of all ends.
    private(set) var end: MediaTime
    /// Whether the first picture is a keyframe; nil before it.
    private(set) var isIndependent: Bool?

    init(_ history: SegmentHistory) {
        self.history = history
        (video, audio, end) = (history.facts.video, history.facts.audio, history.start.start)
        lastTicks = TSMuxer.originTicks + (history.start.start - history.origin).ticks(timescale: 90_000)
        let nominal = history.tracks.compactMap(\.configuration.nominalFrameDuration).first
        if let nominal { audioStep = nominal }
    }

    /// Takes the next transport packet; false when it isn't one that can follow.
    mutating func take(_ packet: WrittenPackets.Packet) -> Bool {
        // Nothing stands between the pieces of one of our PES packets.
        if packet.startsUnit || packet.kind != open?.kind || packet.byteCount == 0 {
            guard open?.missing == nil else { return false }
            close()
        }
        packets += 1
        guard let kind = packet.kind, packet.byteCount > 0 else { return true }
        guard packet.startsUnit else { return goOn(packet) }
        guard let unit = packet.unit, let time = time(of: unit.decodeTime) else { return false }
        let isADTS = kind == .audio && history.facts.audio?.track.configuration.name == "aac"
        let contents = packet.byteCount - unit.headerLength
        open = Open(
            kind: kind, decodeTime: time, isKeyframe: packet.isRandomAccess,
            byteCount: contents - (isADTS ? ADTSHeader.length : 0), missing: unit.length.map { $0 - contents })
        return closeIfWhole()
    }

    private mutating func goOn(_ packet: WrittenPackets.Packet) -> Bool {
        guard open != nil else { return false }
        open?.byteCount += packet.byteCount
        if let missing = open?.missing { open?.missing = missing - packet.byteCount }
        // Within a PES packet only its last transport packet is stuffed.
        if packet.isStuffed, open?.missing == nil { open?.missing = 0 }
        return closeIfWhole()
    }

    private mutating func closeIfWhole() -> Bool {
        guard let missing = open?.missing else { return true }
        if missing == 0 { close() }
        return missing >= 0
    }

    /// Counts the open PES packet, which ends with the last transport packet.
    mutating func close() {
        guard let unit = open, unit.missing ?? 0 == 0 else { return }
        open = nil
        byteCount = packets * Int64(PacketHeader.packetLength)
        let last = unit.kind == .video ? video : audio
        let step = last.flatMap { $0.packets > 0 ? unit.decodeTime - $0.lastDecodeTime : nil }
        switch unit.kind {
        case .video:
            if let step, step > .zero, step <= .seconds(1) { videoStep = step }
            video?.count(byteCount: unit.byteCount, at: unit.decodeTime)
            isIndependent = isIndependent ?? unit.isKeyframe
            end = max(end, unit.decodeTime + videoStep)
        case .audio:
            audio?.count(byteCount: unit.byteCount, at: unit.decodeTime)
            end = max(end, unit.decodeTime + audioStep)
        }
    }

    /// Ticks from one packet to the next that no segment has: a minute.
    private static let longestStep: Int64 = 60 * 90_000

    /// The time nearest to the last one, of those that 33 bits stand for; nil when that is far off.
    private mutating func time(of ticks: Int64) -> MediaTime? {
        let wrap: Int64 = 1 << 33
        let distance = ((ticks - lastTicks) % wrap + wrap) % wrap
        let step = distance < wrap / 2 ? distance : distance - wrap
        guard abs(step) <= Self.longestStep else { return nil }
        lastTicks += step
        // 90 kHz: 100,000 ns are 9 ticks.
        return history.origin + MediaTime(nanoseconds: (lastTicks - TSMuxer.originTicks) * 100_000 / 9)
    }
}
