// SPDX-License-Identifier: Apache-2.0

package import Media
package import NIOCore

/// Writes an .mp3 file: the frames as they come, behind a Xing frame that tells their count and places.
///
/// A packet is one whole Layer III frame or several. The first frame of the file is kept free at the start and
/// patched at the end. Frames are never changed: where a file begins in mid-stream, its first frames may refer to a
/// bit reservoir that stayed behind, and decoders mute them. The format has no times: frames play one after another,
/// and a hole between two packets is heard as a cut.
package struct MP3Muxer: FileMuxer {
    private var isAnnounced = false
    /// Nil before the first frame, whose header it takes over.
    var xingFrame: XingFrame?
    private var places = SeekTable()
    /// Bytes written so far.
    var position: Int64 = 0
    /// The first frame's.
    var bitrate: Int?
    private var isConstant = true

    package init() {}

    package static var pathExtension: String { "mp3" }
    /// 3.2 years: what 32 bits count of the shortest frames, which last 24 ms.
    package static var maximumTime: MediaTime { .milliseconds(Int64(UInt32.max) * 24) }

    /// Whether a track is MP3.
    package static func holds(_ configuration: CodecConfiguration) -> Bool {
        if case .mp3 = configuration { true } else { false }
    }

    /// Never: players time all frames by the sample rate of the first, and the Xing frame counts them as alike.
    package static func canChange(from before: Track, to track: Track) -> Bool { false }

    /// Writes nothing: the first frame tells how the Xing frame must look.
    package mutating func start(
        tracks: [Track], origin: MediaTime, into bytes: inout ByteBuffer
    ) throws(AudioFileError) {
        for track in tracks {
            guard Self.holds(track.configuration) else { throw .unsupportedTrack(track.configuration) }
            isAnnounced = true
        }
    }

    package mutating func write(_ packet: MediaPacket, into bytes: inout ByteBuffer) throws(AudioFileError) {
        guard packet.kind == .audio, isAnnounced else { throw .unannouncedTrack(packet.kind) }
        // All is checked before anything is written.
        var frames = packet.payload
        guard let first = try frames.readFrame() else { throw .invalid(field: "syncword") }
        while try frames.readFrame() != nil {}
        if xingFrame == nil {
            let frame = try XingFrame(before: packet.payload)
            position += Int64(frame.write(into: &bytes))
            xingFrame = frame
            bitrate = first.bitrate
        }
        bytes.writeImmutableBuffer(packet.payload)
        frames = packet.payload
        while let header = try frames.readFrame() { count(header) }
    }

    /// Counts a frame that stands at the end of the file.
    mutating func count(_ frame: MPEGAudioFrameHeader) {
        isConstant = isConstant && frame.bitrate == bitrate
        places.append(position)
        position += Int64(frame.frameLength ?? 0)
    }

    /// Refuses any: `canChange` says so.
    package mutating func change(
        _ track: Track, at time: MediaTime, into bytes: inout ByteBuffer
    ) throws(AudioFileError) {
        throw .unsupportedTrack(track.configuration)
    }

    package mutating func finish(into bytes: inout ByteBuffer) throws(AudioFileError) -> [Patch] {
        guard let xingFrame else { return [] }
        return [xingFrame.patch(places: places, size: position, isConstant: isConstant)]
    }
}

extension ByteBuffer {
    /// Passes over one whole MP3 frame and returns its header; nil at the end.
    fileprivate mutating func readFrame() throws(AudioFileError) -> MPEGAudioFrameHeader? {
        guard readableBytes > 0 else { return nil }
        let header: MPEGAudioFrameHeader
        do { header = try MPEGAudioFrameHeader(self) } catch { throw AudioFileError(error) }
        // The free format tells no length.
        guard let length = header.frameLength else { throw .invalid(field: "bitrate_index") }
        guard readSlice(length: length) != nil else { throw .invalid(field: "frame length") }
        return header
    }
}

extension MPEGAudioFrameHeader {
    /// Samples of each channel: 1,152 of MPEG-1, 576 of MPEG-2 and MPEG-2.5.
    var samplesPerFrame: Int { sampleRate >= 32_000 ? 1_152 : 576 }
}
