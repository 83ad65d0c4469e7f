// SPDX-License-Identifier: Apache-2.0

import NIOCore

/// What a recording of a push has to hold, by docs/manifest.md and the tags that were sent.
struct Expectation {
    struct Packet: Hashable {
        let track: SourceTrack
        let content: ByteBuffer
        let byteCount: Int
        /// Nanoseconds on the recording's own time.
        let decodeTime: Int64
        let presentationTime: Int64
    }

    struct Gap: Hashable {
        let reason: String
        let kind: FLVFile.Tag.Kind
        /// Nanoseconds since the recording's first packet.
        var position: Int64
        /// Nanoseconds.
        var step: Int64 = 0
        var packets: Int64 = 0
        var detail = ""
    }

    private(set) var packets: [FLVFile.Tag.Kind: [Packet]] = [:]
    private(set) var gaps: [Gap] = []
    /// How often a track is added to the recording, or its coding changes.
    private(set) var changes = 0

    /// Of each run, by how much its packets are moved.
    private var shifts: [Int: Int64] = [:]
    private var tracks: [FLVFile.Tag.Kind: SourceTrack] = [:]
    /// Gaps of the tracks that are left out by now.
    private var leftOut: [FLVFile.Tag.Kind: Gap] = [:]
    private var lengths: [FLVFile.Tag.Kind: Int64] = [:]
    private var origin: Int64?
    /// Where the recording is, and where it was at the last packet of a track.
    private var end: Int64 = 0
    private var latest: [FLVFile.Tag.Kind: (time: Int64, run: Int)] = [:]

    init(_ source: MatrixSource, in format: MatrixFormat) {
        for tag in source.tags where !format.isAudio || tag.track.coding.kind == .audio {
            self.take(tag, format)
        }
        self.gaps += self.leftOut.values.filter { $0.packets > 0 }
    }

    /// Whether the recording has a file at all.
    var hasFile: Bool { !self.packets.isEmpty }

    private var position: Int64 { self.origin.map { self.end - $0 } ?? 0 }

    /// Whether a track that comes now is there from the beginning: within half a second.
    private var isBeginning: Bool { self.position <= 500_000_000 }

    /// How long the sound lasts frame after frame, in nanoseconds; those of Opus are 20 ms long here.
    var soundLength: Int64 {
        (self.packets[.audio] ?? []).reduce(0) { $0 + ($1.track.nominalLength ?? 20_000_000) }
    }

    private func length(of track: SourceTrack) -> Int64 {
        track.nominalLength ?? self.lengths[track.coding.kind] ?? 40_000_000
    }

    private mutating func take(_ tag: MatrixSource.SentTag, _ format: MatrixFormat) {
        let kind = tag.track.coding.kind
        if self.tracks[kind] != tag.track, tag.packet != nil || tag.track.coding.hasConfiguration {
            let isNew = self.tracks.updateValue(tag.track, forKey: kind) == nil
            if tag.track.isHeld(by: format), !(isNew && self.isBeginning) { self.changes += 1 }
            if let gap = self.leftOut.removeValue(forKey: kind), gap.packets > 0 { self.gaps.append(gap) }
            if !tag.track.isHeld(by: format) {
                self.leftOut[kind] = Gap(
                    reason: "codec_not_held", kind: kind, position: self.isBeginning ? 0 : self.position,
                    detail: tag.track.coding.name)
            }
        }
        guard let packet = tag.packet else { return }
        guard tag.track.isHeld(by: format) else {
            self.leftOut[kind]?.packets += 1
            return
        }
        let source = tag.time * 1_000_000
        let time = source + self.shift(of: tag, at: source)
        if let latest = self.latest[kind], latest.run == tag.run, time > latest.time {
            self.lengths[kind] = time - latest.time
        }
        self.latest[kind] = (time, tag.run)
        self.origin = min(self.origin ?? time, time)
        self.end = max(self.end, time + self.length(of: tag.track))
        self.packets[kind, default: []].append(
            Packet(
                track: tag.track, content: packet.content, byteCount: packet.byteCount, decodeTime: time,
                presentationTime: time + packet.compositionTime * 1_000_000))
    }

    /// Where a run's first packet jumps, the recording goes on after its last frame.
    private mutating func shift(of tag: MatrixSource.SentTag, at source: Int64) -> Int64 {
        if let shift = self.shifts[tag.run] { return shift }
        guard let before = self.shifts[tag.run - 1] else {
            self.shifts[tag.run] = 0
            return 0
        }
        let step = source - (self.end - before)
        let hadAudio = self.packets[.audio] != nil
        let isJump = step > (hadAudio ? 3_000_000_000 : 10_000_000_000) || step < -1_000_000_000
        self.shifts[tag.run] = isJump ? self.end - source : before
        if isJump {
            self.gaps.append(
                Gap(
                    reason: "clock_jump", kind: tag.track.coding.kind, position: self.position,
                    step: step))
        }
        return isJump ? self.end - source : before
    }
}
