// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore

/// Walks over the whole fragments that one of our muxers wrote, without reading the media in them.
struct WrittenFragments {
    /// The samples of one track in a fragment.
    struct Chunk {
        /// The place of the track in the list.
        var slot: Int
        var description: Int
        /// Where the first sample stands in the file.
        var offset: Int64
        var samples: [SampleFigures]
    }

    private let file: any ByteSource
    /// Where the next fragment begins: behind the last whole one.
    private(set) var offset: Int64
    private var reader = FragmentReader()
    /// The tracks, with the samples of one fragment at a time.
    private var scratch = MP4File()
    /// Where the samples of each track end.
    private var ends: [Int64?]
    private let latest: [Int64]

    /// Begins at the first fragment, whose samples belong to these tracks.
    init(_ file: any ByteSource, from offset: Int64, of tracks: [MovieTrack]) {
        self.file = file
        self.offset = offset
        scratch.tracks = tracks.map { track in
            MP4File.Track(
                id: track.id, handler: track.kind == .video ? "vide" : "soun", timescale: track.clock.timescale,
                mediaDuration: 0, duration: 0, edits: [],
                descriptions: track.configurations.map { _ in MP4File.Description(format: "free") })
        }
        ends = tracks.map { _ in nil }
        latest = tracks.map { Self.latest.ticks(timescale: $0.clock.timescale) }
    }

    /// No recording has a later time, and with none up to here do the tables' sums overflow.
    private static let latest = MediaTime.seconds(366 * 86_400)
    /// Bytes of a `moof`; ours have some hundred samples.
    private static let largest: Int64 = 1 << 24

    /// The next fragment; nil where it isn't whole, or doesn't go on where the one before ended.
    mutating func next() -> [Chunk]? {
        guard let fragment = try? BoxHeader(at: offset, of: file), fragment.type == "moof",
            fragment.end < file.byteCount, let media = try? BoxHeader(at: fragment.end, of: file),
            media.type == "mdat", media.end <= file.byteCount,
            let box = try? fragment.box(of: file, limit: Self.largest)
        else { return nil }
        for slot in scratch.tracks.indices { scratch.tracks[slot].samples.removeAll(keepingCapacity: true) }
        var ranges = MediaRanges()
        guard (try? reader.read(box, into: &scratch, ranges: &ranges)) != nil, scratch.faults.isEmpty else {
            return nil
        }
        var chunks: [Chunk] = []
        for slot in scratch.tracks.indices where !scratch.tracks[slot].samples.isEmpty {
            guard let chunk = chunk(of: slot, in: media.payloadOffset..<media.end) else { return nil }
            chunks.append(chunk)
        }
        guard !chunks.isEmpty else { return nil }
        offset = media.end
        return chunks
    }

    private mutating func chunk(of slot: Int, in media: Range<Int64>) -> Chunk? {
        let samples = scratch.tracks[slot].samples
        guard let first = samples.first, let last = samples.last, first.offset >= media.lowerBound,
            last.offset + Int64(last.size) <= media.upperBound,
            ends[slot].map({ $0 == first.decodeTime }) ?? true
        else { return nil }
        var offset = first.offset
        for sample in samples {
            guard sample.offset == offset, sample.description == first.description else { return nil }
            offset += Int64(sample.size)
        }
        let end = last.decodeTime + Int64(last.duration)
        guard end <= latest[slot] else { return nil }
        ends[slot] = end
        return Chunk(
            slot: slot, description: Int(first.description), offset: first.offset,
            samples: samples.map {
                SampleFigures(
                    decodeTime: $0.decodeTime, duration: $0.duration, compositionOffset: $0.compositionOffset,
                    isSync: $0.isSync, size: $0.size)
            })
    }
}
