// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore

/// The tracks of a movie and the fragment that is being filled: what both muxers are made of.
struct MovieTracks: Sendable {
    private(set) var list: [MovieTrack] = []
    /// Where in the list the track stands that packets of a kind go to.
    private var slots: (video: Int?, audio: Int?)
    private var fragment = FragmentBuffer()
    private var sequenceNumber: UInt32 = 0
    /// The time that becomes zero.
    var origin = MediaTime.zero

    init() {}

    /// No tracks yet; their fragments are numbered on from those of others.
    init(after other: MovieTracks) {
        sequenceNumber = other.sequenceNumber
    }

    /// Notes a configuration for the packets to come; false when it is the one that they have already.
    ///
    /// Other parameters are another sample entry of the track, another codec is another track: readers know one
    /// codec for each. A codec that was there before has its track still.
    mutating func use(_ configuration: CodecConfiguration) throws(MP4Error) -> Bool {
        guard configuration.isHeldByMP4 else { throw .unsupportedCodec }
        let known = slot(of: configuration.kind).map { list[$0] }
        if let known, known.configurations[known.description - 1] == configuration { return false }
        let slot = list.firstIndex { $0.codecName == configuration.name }
        if let slot {
            list[slot].use(configuration)
        } else {
            list.append(MovieTrack(id: UInt32(list.count + 1), configuration: configuration))
            fragment.prepare(slots: list.count)
        }
        switch configuration.kind {
        case .video: slots.video = slot ?? list.count - 1
        case .audio: slots.audio = slot ?? list.count - 1
        }
        return true
    }

    private func slot(of kind: MediaKind) -> Int? {
        switch kind {
        case .video: slots.video
        case .audio: slots.audio
        }
    }

    /// A packet with its place in a track.
    struct Placed {
        fileprivate var sample: FragmentSample
        fileprivate var slot: Int
        fileprivate var time: MediaTime
        /// Whether the fragment before it is full and must be written first.
        var beginsFragment: Bool
    }

    /// Finds the place of one packet, whose time ends the sample before it.
    mutating func place(_ packet: MediaPacket) throws(MP4Error) -> Placed {
        guard let slot = slot(of: packet.kind) else { throw .unknownTrack }
        guard packet.payload.readableBytes <= Int(Int32.max) else { throw .payloadTooLarge }
        let (time, offset) = try list[slot].clock.place(packet, origin: origin)
        fragment.endLast(slot: slot, at: time)
        let description = list[slot].description
        list[slot].notePacket()
        return Placed(
            sample: FragmentSample(
                figures: SampleFigures(
                    decodeTime: time, compositionOffset: offset, isSync: packet.isKeyframe,
                    size: UInt32(packet.payload.readableBytes)),
                description: description, payload: packet.payload),
            slot: slot, time: packet.decodeTime,
            beginsFragment: fragment.isFull(before: packet, slot: slot, description: description))
    }

    mutating func append(_ placed: Placed) {
        fragment.append(placed.sample, slot: placed.slot, time: placed.time)
    }

    /// Ends the last sample of each track by what frames of it last.
    mutating func endAll() {
        for (slot, track) in list.enumerated() {
            guard let last = track.clock.last else { continue }
            fragment.endLast(slot: slot, at: last + track.clock.step)
        }
    }

    /// Writes a fragment of what has collected; `position` is where it will stand in a file with tables.
    mutating func writeFragment(at position: Int64? = nil, into bytes: inout ByteBuffer) {
        let chunks = fragment.write(sequenceNumber: sequenceNumber + 1, tracks: list, into: &bytes)
        guard !chunks.isEmpty else { return }
        sequenceNumber += 1
        if let position {
            for chunk in chunks {
                let samples = fragment.samples(of: chunk)
                list[chunk.slot].table.append(
                    chunk: samples.lazy.map { $0.figures }, description: samples.first?.description ?? 1,
                    offset: position + Int64(chunk.offset))
            }
        }
        fragment.removeWritten(chunks)
    }

    /// Adds a chunk of a track to its table that stands in the file already.
    mutating func append(
        chunk samples: some Collection<SampleFigures>, description: Int, offset: Int64, slot: Int
    ) {
        list[slot].table.append(chunk: samples, description: description, offset: offset)
    }

    /// Takes up where a configuration was noted before, after so many packets of its kind.
    ///
    /// One that got no packet gave its sample entry to the next.
    mutating func use(_ configuration: CodecConfiguration, isFollowed: Bool) throws(MP4Error) {
        _ = try use(configuration)
        if isFollowed, let slot = slot(of: configuration.kind) { list[slot].notePacket() }
    }

    /// Bytes that the tables for the final movie box take in memory.
    var tableByteCount: Int { list.reduce(0) { $0 + $1.table.byteCount } }

    /// Hands over the tracks that have samples, for the movie box of the whole file; none are left.
    mutating func takeWritten() -> [MovieTrack] {
        defer { list = [] }
        return list.filter { $0.table.sampleCount > 0 }
    }
}

extension CodecConfiguration {
    /// Whether there is a sample entry for it: for all but G.711.
    var isHeldByMP4: Bool {
        switch self {
        case .g711: false
        case .avc, .hevc, .av1, .vp9, .aac, .mp3, .opus, .flac, .ac3, .eac3: true
        }
    }
}
