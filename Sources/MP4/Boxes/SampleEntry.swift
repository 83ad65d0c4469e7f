// SPDX-License-Identifier: Apache-2.0

import Media
import NIOCore

extension ByteBuffer {
    /// Writes the sample entry of a configuration (ISO/IEC 14496-12, 8.5.2); nothing for what MP4 can't hold.
    mutating func writeSampleEntry(_ configuration: CodecConfiguration) {
        switch configuration {
        case .avc(let avc):
            // ISO/IEC 14496-15, 5.4.2: parameter sets stand in the entry alone.
            writeVisualEntry("avc1", configuration) { $0.writeBox("avcC", holding: avc.record) }
        case .hevc(let hevc):
            // hvc1, the form of hev1 that Apple's players take (ISO/IEC 14496-15, 8.4.1).
            writeVisualEntry("hvc1", configuration) { $0.writeBox("hvcC", holding: hevc.record) }
        case .av1(let av1):
            writeVisualEntry("av01", configuration) { $0.writeBox("av1C", holding: av1.record) }
        case .vp9(let vp9):
            writeVisualEntry("vp09", configuration) { bytes in
                bytes.writeFullBox("vpcC", version: 1) { $0.writeImmutableBuffer(vp9.record) }
            }
        case .aac(let aac):
            writeAudioEntry("mp4a", configuration) { $0.writeElementaryStream(.aac, decoderInfo: aac.bytes) }
        case .mp3:
            writeAudioEntry("mp4a", configuration) { $0.writeElementaryStream(.mp3, decoderInfo: ByteBuffer()) }
        case .opus(let opus):
            writeAudioEntry("Opus", configuration) { $0.writeOpusBox(opus) }
        case .flac(let flac):
            // Encapsulation of FLAC in ISO BMFF, 3.3.2: metadata blocks, the last one marked, STREAMINFO first.
            writeAudioEntry("fLaC", configuration, sampleSize: flac.bitsPerSample) { bytes in
                bytes.writeFullBox("dfLa") { bytes in
                    bytes.writeInteger(0x8000_0000 | UInt32(flac.streamInfo.readableBytes))
                    bytes.writeImmutableBuffer(flac.streamInfo)
                }
            }
        case .ac3(let ac3):
            writeAudioEntry("ac-3", configuration) { $0.writeBox("dac3", holding: ac3.record) }
        case .eac3(let eac3):
            writeAudioEntry("ec-3", configuration) { $0.writeBox("dec3", holding: eac3.record) }
        case .g711:
            break
        }
    }

    private mutating func writeBox(_ type: FourCC, holding payload: ByteBuffer) {
        self.writeBox(type) { $0.writeImmutableBuffer(payload) }
    }

    /// Writes a VisualSampleEntry (ISO/IEC 14496-12, 12.1.3).
    private mutating func writeVisualEntry(
        _ type: FourCC, _ configuration: CodecConfiguration, _ codec: (inout ByteBuffer) -> Void
    ) {
        let size = configuration.pictureSize
        self.writeBox(type) { bytes in
            bytes.writeRepeatingByte(0, count: 6)
            bytes.writeInteger(1 as UInt16)  // data_reference_index
            bytes.writeRepeatingByte(0, count: 16)
            bytes.writeMultipleIntegers(UInt16(clamping: size?.width ?? 0), UInt16(clamping: size?.height ?? 0))
            bytes.writeMultipleIntegers(0x48_0000 as UInt32, 0x48_0000 as UInt32, 0 as UInt32)  // 72 dpi
            bytes.writeInteger(1 as UInt16)  // frame_count
            bytes.writeRepeatingByte(0, count: 32)  // compressorname
            bytes.writeMultipleIntegers(0x18 as UInt16, -1 as Int16)  // depth, pre_defined
            codec(&bytes)
            if let presentation = configuration.presentation { bytes.writePresentation(presentation) }
        }
    }

    /// Writes `colr` and `pasp` (ISO/IEC 14496-12, 12.1.5 and 12.1.4) where there is something to tell.
    private mutating func writePresentation(_ presentation: PicturePresentation) {
        if let colour = presentation.colour {
            self.writeBox("colr") { bytes in
                bytes.writeMultipleIntegers(
                    ("nclx" as FourCC).rawValue, UInt16(colour.primaries), UInt16(colour.transfer),
                    UInt16(colour.matrix), colour.isFullRange ? 0x80 : 0 as UInt8)
            }
        }
        if let ratio = presentation.aspectRatio, ratio.width != ratio.height {
            self.writeBox("pasp") { $0.writeMultipleIntegers(UInt32(ratio.width), UInt32(ratio.height)) }
        }
    }

    /// Writes an AudioSampleEntry (ISO/IEC 14496-12, 12.2.3).
    private mutating func writeAudioEntry(
        _ type: FourCC, _ configuration: CodecConfiguration, sampleSize: Int = 16,
        _ codec: (inout ByteBuffer) -> Void
    ) {
        self.writeBox(type) { bytes in
            bytes.writeRepeatingByte(0, count: 6)
            bytes.writeInteger(1 as UInt16)  // data_reference_index
            bytes.writeRepeatingByte(0, count: 8)
            bytes.writeMultipleIntegers(UInt16(clamping: configuration.channelCount ?? 2), UInt16(sampleSize))
            bytes.writeInteger(0 as UInt32)
            // 16.16; a rate above that is told by the codec's own box.
            let rate = configuration.sampleRate ?? 0
            bytes.writeInteger(rate <= Int(UInt16.max) ? UInt32(rate) << 16 : 0)
            codec(&bytes)
        }
    }

    /// Writes `dOps` (Encapsulation of Opus in ISO BMFF, 4.3.2): OpusHead without magic, version 0, big-endian.
    private mutating func writeOpusBox(_ opus: OpusConfiguration) {
        var head = opus.head
        head.moveReaderIndex(forwardBy: 10)
        guard
            let (preSkip, rate, gain) = head.readMultipleIntegers(
                endianness: .little, as: (UInt16, UInt32, UInt16).self)
        else { return }
        self.writeBox("dOps") { bytes in
            bytes.writeMultipleIntegers(0 as UInt8, UInt8(clamping: opus.channelCount), preSkip, rate, gain)
            bytes.writeImmutableBuffer(head)  // mapping family and, where it isn't 0, its table
        }
    }
}
