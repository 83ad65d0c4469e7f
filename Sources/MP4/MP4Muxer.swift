// SPDX-License-Identifier: Apache-2.0

package import Media
package import NIOCore

/// Writes one MP4 file that can be played at every instant and is a plain one in the end.
///
/// ```
/// ftyp │ free (16) │ moov + mvex │ free │ moof mdat │ moof mdat │ …          while recording
/// ftyp │ mdat ─────────────────────────────────────────────────── │ moov     once finished
/// ```
/// Fragments of 0.3 seconds are appended whole, so each prefix of the file holds all up to its last whole
/// fragment. To finish, the movie box with the tables of the whole file is appended, then one patch of 16 bytes
/// turns the reserved `free` into the header of an `mdat` around all that was written before: no media moves.
/// Between the two, readers go by the first movie box and its fragments and find a second one at the end, whole
/// or torn, which they pass over; after the patch they see only the second. The patch lies within one page.
///
/// The first movie box is written with the first fragment, when most tracks are known. For one that is new or
/// changes after that it is rewritten in the room kept for it, before a fragment needs it (`headPatch`).
/// Movie time zero is when the first sample of all is shown; before the end, times count from `origin`.
package struct MP4Muxer: FileMuxer {
    package typealias Failure = MP4Error

    private let isMovieFirst: Bool
    var tracks = MovieTracks()
    /// Bytes written so far.
    var position: Int64 = 0
    /// Bytes kept for the first movie box.
    var headRoom = 0
    private var patches: [Patch] = []

    /// A muxer of files with the movie box at the end or, to begin playing sooner over slow lines, at the front;
    /// that takes a copy of the file when it ends.
    package init(isMovieFirst: Bool = false) {
        self.isMovieFirst = isMovieFirst
    }

    package static var pathExtension: String { "mp4" }
    /// A week: the tables in memory grow by some 30 MiB a day, and the movie box by 65 MiB.
    package static var maximumTime: MediaTime { .seconds(7 * 86_400) }

    package static func holds(_ configuration: CodecConfiguration) -> Bool { configuration.isHeldByMP4 }

    /// Where the reserved `free` stands, after `ftyp`.
    static let reservationOffset: Int64 = 28
    static let reservationLength = 16
    /// What a week of a usual stream needs; a stream of tiny packets gets there sooner.
    static let maximumTableByteCount = 256 << 20
    /// The first movie box grows by some 200 bytes for a configuration and 600 for a track.
    static let minimumHeadRoom = 16_384

    package mutating func start(tracks: [Track], origin: MediaTime, into bytes: inout ByteBuffer) throws(MP4Error) {
        self.tracks.origin = origin
        for track in tracks { _ = try self.tracks.use(track.configuration) }
    }

    package mutating func write(_ packet: MediaPacket, into bytes: inout ByteBuffer) throws(MP4Error) {
        let placed = try tracks.place(packet)
        if placed.beginsFragment {
            guard tracks.tableByteCount <= Self.maximumTableByteCount else { throw .tooManySamples }
            writeFragment(into: &bytes)
        }
        tracks.append(placed)
    }

    package mutating func change(
        _ track: Track, at time: MediaTime, into bytes: inout ByteBuffer
    ) throws(MP4Error) {
        guard try tracks.use(track.configuration), position > 0 else { return }
        if let patch = headPatch { patches.append(patch) }
    }

    /// The first movie box anew; nil when it has outgrown its room.
    ///
    /// The file is whole all the same once it is finished. Cut off before, it lacks what the box can't tell.
    private var headPatch: Patch? {
        var movie = ByteBuffer()
        Movie.writeFragmented(tracks.list, into: &movie)
        guard movie.readableBytes + 8 <= headRoom else { return nil }
        movie.writeFreeSpace(size: headRoom - movie.readableBytes)
        return Patch(offset: Self.reservationOffset + Int64(Self.reservationLength), bytes: movie)
    }

    package mutating func takePatches() -> [Patch] {
        guard !patches.isEmpty else { return [] }
        defer { patches = [] }
        return patches
    }

    package mutating func finish(into bytes: inout ByteBuffer) -> [Patch] {
        switch complete(into: &bytes) {
        case .patch(let patches): patches
        case .assemble: []
        }
    }

    package mutating func complete(into bytes: inout ByteBuffer) -> Completion {
        tracks.endAll()
        writeFragment(into: &bytes)
        var written = tracks.takeWritten()
        // Without a sample the head says all.
        guard !written.isEmpty else { return .patch([]) }
        return isMovieFirst ? .assemble(pieces(of: &written)) : .patch([appendMovie(of: &written, into: &bytes)])
    }
}

extension MP4Muxer {
    private mutating func writeFragment(into bytes: inout ByteBuffer) {
        let begin = bytes.writerIndex
        if position == 0 { writeHead(into: &bytes) }
        tracks.writeFragment(at: position + Int64(bytes.writerIndex - begin), into: &bytes)
        position += Int64(bytes.writerIndex - begin)
    }

    private mutating func writeHead(into bytes: inout ByteBuffer) {
        bytes.writeFileType()
        bytes.writeFreeSpace(size: Self.reservationLength)
        let begin = bytes.writerIndex
        Movie.writeFragmented(tracks.list, into: &bytes)
        let length = bytes.writerIndex - begin
        headRoom = max(Self.minimumHeadRoom, 2 * length)
        bytes.writeFreeSpace(size: headRoom - length)
    }

    /// Appends the movie box and returns the patch that makes media data of all before it.
    private mutating func appendMovie(of tracks: inout [MovieTrack], into bytes: inout ByteBuffer) -> Patch {
        let usesLargeOffsets = position > Int64(UInt32.max)
        // The box of a day is large: once, and to the byte, rather than by doubling.
        bytes.reserveCapacity(
            minimumWritableBytes: Movie.plainByteCount(tracks, usesLargeOffsets: usesLargeOffsets))
        Movie.writePlain(&tracks, shift: 0, usesLargeOffsets: usesLargeOffsets, into: &bytes)
        return Patch(
            offset: Self.reservationOffset, bytes: .mediaDataHeader(size: position - Self.reservationOffset))
    }

    /// What a file with the movie box at the front is made of.
    private func pieces(of tracks: inout [MovieTrack]) -> [Piece] {
        // The head gives way to the movie box and a header of 64 bits.
        let media = Self.reservationOffset + Int64(Self.reservationLength + headRoom)
        let mediaLength = position - media
        let smallHead = Int64(Movie.plainByteCount(tracks, usesLargeOffsets: false)) + media
        let usesLargeOffsets = smallHead + mediaLength > Int64(UInt32.max)
        let movieLength = Movie.plainByteCount(tracks, usesLargeOffsets: usesLargeOffsets)
        let shift = Int64(movieLength) - Int64(headRoom)
        var head = ByteBuffer()
        head.reserveCapacity(Int(Self.reservationOffset) + movieLength + Self.reservationLength)
        head.writeFileType()
        Movie.writePlain(&tracks, shift: shift, usesLargeOffsets: usesLargeOffsets, into: &head)
        head.writeImmutableBuffer(.mediaDataHeader(size: mediaLength + Int64(Self.reservationLength)))
        return [.bytes(head), .written(offset: media, count: mediaLength)]
    }
}

extension ByteBuffer {
    /// Writes the `ftyp` of our files, 28 bytes: fragments with default-base-is-moof need iso5, signed composition
    /// offsets iso4.
    mutating func writeFileType() {
        self.writeBrands("ftyp", major: "isom", compatible: ["isom", "iso6", "mp41"])
    }

    /// The header of an `mdat` with a size of 64 bits, which counts itself.
    fileprivate static func mediaDataHeader(size: Int64) -> ByteBuffer {
        var bytes = ByteBuffer(integer: 1 as UInt32)
        bytes.writeMultipleIntegers(("mdat" as FourCC).rawValue, size)
        return bytes
    }
}
