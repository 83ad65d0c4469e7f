// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore

/// One packet on its way into a fragment, its times in the ticks of its track.
struct FragmentSample: Sendable {
    var figures: SampleFigures
    /// The number of its sample entry, from 1.
    var description: Int
    var payload: ByteBuffer
}

/// The packets of a fragment that is being filled.
///
/// A sample waits until the next one of its track tells how long it lasts, if need be past the fragment's end,
/// so that the durations of all fragments add up to the decode times without an estimate.
struct FragmentBuffer: Sendable {
    /// The samples of one track in a fragment, one after the other from `offset` on.
    struct Chunk {
        var slot: Int
        var count: Int
        var offset: Int
    }

    private var samples: [[FragmentSample]] = []
    /// When the first packet after the last cut is decoded.
    private var start: MediaTime?
    private var byteCount = 0

    /// What a fragment lasts, and what it lasts at least before a keyframe cuts it.
    ///
    /// What isn't written yet is lost with the process, so this is the better part of what a crash may cost.
    private static let longest = MediaTime.milliseconds(300)
    private static let shortest = MediaTime.milliseconds(150)
    /// Payload bytes after which a fragment is cut whatever it lasts.
    private static let largest = 4 << 20

    /// Makes room for the tracks with the slots 0 to `count` - 1.
    mutating func prepare(slots count: Int) {
        while samples.count < count { samples.append([]) }
    }

    /// Whether the fragment ends before a packet of a track.
    func isFull(before packet: MediaPacket, slot: Int, description: Int) -> Bool {
        if let last = samples[slot].last, last.description != description { return true }
        guard let start else { return false }
        let length = packet.decodeTime - start
        return length >= Self.longest || byteCount >= Self.largest
            || packet.kind == .video && packet.isKeyframe && length >= Self.shortest
    }

    /// Ends the last sample of a track, where there is one, by the decode time of the next.
    mutating func endLast(slot: Int, at time: Int64) {
        guard let last = samples[slot].indices.last, samples[slot][last].figures.duration == 0 else { return }
        // `SampleClock` lets no distance pass that is longer.
        samples[slot][last].figures.duration = UInt32(clamping: time - samples[slot][last].figures.decodeTime)
    }

    mutating func append(_ sample: FragmentSample, slot: Int, time: MediaTime) {
        samples[slot].append(sample)
        byteCount += sample.payload.readableBytes
        if start == nil { start = time }
    }

    /// The samples of a chunk, between `write` and `removeWritten`.
    func samples(of chunk: Chunk) -> ArraySlice<FragmentSample> { samples[chunk.slot].prefix(chunk.count) }

    /// Writes `moof` and `mdat` of all samples whose duration is known; no chunk and no byte if there are none.
    ///
    /// Offsets of the chunks count from the first byte of `moof`.
    func write(
        sequenceNumber: UInt32, tracks: [MovieTrack], into bytes: inout ByteBuffer
    ) -> [Chunk] {
        var chunks: [Chunk] = []
        for (slot, list) in samples.enumerated() {
            let count = list.last?.figures.duration == 0 ? list.count - 1 : list.count
            if count > 0 { chunks.append(Chunk(slot: slot, count: count, offset: 0)) }
        }
        guard !chunks.isEmpty else { return [] }
        let begin = bytes.writerIndex
        var offsetFields: [Int] = []
        bytes.writeBox("moof") { bytes in
            bytes.writeFullBox("mfhd") { $0.writeInteger(sequenceNumber) }
            for chunk in chunks {
                offsetFields.append(bytes.writeTrackFragment(of: tracks[chunk.slot], samples: samples(of: chunk)))
            }
        }
        var offset = bytes.writerIndex - begin + 8
        for (index, field) in offsetFields.enumerated() {
            chunks[index].offset = offset
            bytes.setInteger(Int32(truncatingIfNeeded: offset), at: field)
            offset += samples(of: chunks[index]).reduce(0) { $0 + $1.payload.readableBytes }
        }
        bytes.writeBox("mdat") { bytes in
            bytes.reserveCapacity(minimumWritableBytes: begin + offset - bytes.writerIndex)
            for chunk in chunks {
                for sample in samples(of: chunk) { bytes.writeImmutableBuffer(sample.payload) }
            }
        }
        return chunks
    }

    /// Forgets what has been written; the arrays stay for the next fragment.
    mutating func removeWritten(_ chunks: [Chunk]) {
        for chunk in chunks { samples[chunk.slot].removeSubrange(0..<chunk.count) }
        start = nil
        byteCount = samples.reduce(0) { $0 + ($1.first?.payload.readableBytes ?? 0) }
    }
}
