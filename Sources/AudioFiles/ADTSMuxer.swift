// SPDX-License-Identifier: Apache-2.0

package import Media
package import NIOCore

/// Writes an .aac file: each access unit behind an ADTS header (ISO/IEC 14496-3, 1.A.2.2).
///
/// HE-AAC is written as the core coder that it extends, at the core's sample rate; decoders find SBR and PS in the
/// frames. A changed configuration begins another file. The format has no times: frames play one
/// after another, and a hole between two packets is heard as a cut.
package struct ADTSMuxer: FileMuxer {
    private var configuration: AudioSpecificConfig?

    package init() {}

    package static var pathExtension: String { "aac" }
    /// No limit: nothing in the file counts time.
    package static var maximumTime: MediaTime { MediaTime(nanoseconds: .max) }

    /// Whether a track is AAC that an ADTS header can describe.
    package static func holds(_ configuration: CodecConfiguration) -> Bool {
        guard case .aac(let configuration) = configuration else { return false }
        var header = ByteBuffer()
        return (try? ADTSHeader.write(config: configuration, payloadLength: 0, into: &header)) != nil
    }

    /// Never: players time all frames by the sample rate of the first.
    package static func canChange(from before: Track, to track: Track) -> Bool { false }

    package mutating func start(
        tracks: [Track], origin: MediaTime, into bytes: inout ByteBuffer
    ) throws(AudioFileError) {
        for track in tracks {
            guard case .aac(let configuration) = track.configuration, Self.holds(track.configuration) else {
                throw .unsupportedTrack(track.configuration)
            }
            self.configuration = configuration
        }
    }

    package mutating func write(_ packet: MediaPacket, into bytes: inout ByteBuffer) throws(AudioFileError) {
        guard packet.kind == .audio, let configuration else { throw .unannouncedTrack(packet.kind) }
        do {
            try ADTSHeader.write(
                config: configuration, payloadLength: packet.payload.readableBytes, into: &bytes)
        } catch {
            throw AudioFileError(error)
        }
        bytes.writeImmutableBuffer(packet.payload)
    }

    /// Refuses any: `canChange` says so.
    package mutating func change(
        _ track: Track, at time: MediaTime, into bytes: inout ByteBuffer
    ) throws(AudioFileError) {
        throw .unsupportedTrack(track.configuration)
    }

    /// Writes nothing: the last frame is the file's end.
    package mutating func finish(into bytes: inout ByteBuffer) throws(AudioFileError) -> [Patch] { [] }
}
