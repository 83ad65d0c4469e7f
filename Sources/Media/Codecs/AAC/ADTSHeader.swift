// SPDX-License-Identifier: Apache-2.0

package import NIOCore

/// The header that makes a raw AAC access unit a frame of its own (ISO/IEC 14496-3, 1.A.2.2), without checksum.
package enum ADTSHeader {
    /// Bytes of a header.
    package static let length = 7
    /// The longest payload that a header can announce: its frame length has 13 bits and counts itself.
    package static let maximumPayloadLength = 0x1FFF - length

    /// Writes the header of one access unit of `payloadLength` bytes.
    ///
    /// It describes the core coder, so HE-AAC is written as the AAC LC it is made of, and decoders find SBR
    /// and PS in the frames. `invalid` is thrown for what it can't say: an object type above 4, a sample rate
    /// outside the table, channels in a program config element or above 7.1, frames of 960 samples, and a longer
    /// access unit.
    package static func write(
        config: AudioSpecificConfig, payloadLength: Int, into bytes: inout ByteBuffer
    ) throws(CodecError) {
        guard (1...4).contains(config.coreObjectType) else { throw .invalid(field: "audioObjectType") }
        guard let rate = AudioSpecificConfig.samplingFrequencies.firstIndex(of: config.sampleRate) else {
            throw .invalid(field: "samplingFrequencyIndex")
        }
        guard (1...7).contains(config.channelConfiguration) else { throw .invalid(field: "channelConfiguration") }
        guard config.frameLength == 1024 else { throw .invalid(field: "frameLengthFlag") }
        guard (0...maximumPayloadLength).contains(payloadLength) else { throw .invalid(field: "aac_frame_length") }
        let channels = UInt64(config.channelConfiguration)
        var header: UInt64 = 0xFFF1  // syncword, ID 0 (MPEG-4), layer 0, protection_absent
        header = header << 2 | UInt64(config.coreObjectType - 1)
        header = header << 4 | UInt64(rate)
        header = header << 4 | channels  // private_bit 0 before three bits of channels
        header = header << 4  // original, home and the two copyright bits
        header = header << 13 | UInt64(payloadLength + length)
        header = header << 11 | 0x7FF  // adts_buffer_fullness: variable rate
        header <<= 2  // one raw data block
        bytes.writeWithOutputRawSpan(minimumWritableBytes: length) { output in
            output.append(bigEndian: UInt32(truncatingIfNeeded: header >> 24))
            output.append(bigEndian: UInt16(truncatingIfNeeded: header >> 8))
            output.append(UInt8(truncatingIfNeeded: header))
        }
    }
}
