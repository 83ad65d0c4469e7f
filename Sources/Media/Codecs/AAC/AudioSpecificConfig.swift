// SPDX-License-Identifier: Apache-2.0

package import NIOCore

/// An AudioSpecificConfig (ISO/IEC 14496-3, 1.6.2.1).
package struct AudioSpecificConfig: Hashable, Sendable {
    /// The structure as the publisher sent it.
    package let bytes: ByteBuffer
    /// What the structure names first: 2 is AAC LC, 5 SBR (HE-AAC), 29 PS (HE-AAC v2).
    package let audioObjectType: UInt8
    /// The coder below SBR and PS; `audioObjectType` itself where these aren't named first.
    package let coreObjectType: UInt8
    /// Hertz of the core coder.
    package let sampleRate: Int
    /// 1 to 7 and 11 to 14 for the layouts of table 1.19; 0 when a program config element tells.
    package let channelConfiguration: UInt8
    /// Samples a frame of the core coder has for each channel: 1024, or 960.
    package let frameLength: Int
    /// Hertz that the decoder puts out: twice the core's, as a rule, when SBR is signalled.
    package let outputSampleRate: Int
    /// Channels that the decoder puts out; 0 when the structure leaves it to the frames.
    package let channelCount: Int

    /// Reads the structure, which is the whole of the buffer; bytes after its known parts are tolerated.
    package init(bytes: ByteBuffer) throws(CodecError) {
        var bits = BitReader(bytes)
        self.bytes = bytes
        audioObjectType = try bits.readAudioObjectType()
        sampleRate = try bits.readSamplingFrequency()
        channelConfiguration = UInt8(truncatingIfNeeded: try bits.readBits(4))
        var enhancement = AudioEnhancement()
        switch audioObjectType {
        case Self.spectralBandReplication, Self.parametricStereo:
            enhancement.outputSampleRate = try bits.readSamplingFrequency()
            enhancement.parametricStereo = audioObjectType == Self.parametricStereo
            coreObjectType = try bits.readAudioObjectType()
            if coreObjectType == Self.errorResilientBSAC { try bits.skip(4) }
        case let type:
            coreObjectType = type
        }
        guard let layout = Self.channelCounts[channelConfiguration] else {
            throw .invalid(field: "channelConfiguration")
        }
        var channels = layout
        if Self.generalAudioTypes.contains(coreObjectType) {
            let general = try GeneralAudioConfig(
                objectType: coreObjectType, channelConfiguration: channelConfiguration, from: &bits)
            frameLength = general.frameLength
            channels = general.channelCount ?? layout
            if coreObjectType == audioObjectType { enhancement.readBackwardCompatible(from: &bits) }
        } else {
            frameLength = 1024
        }
        outputSampleRate = enhancement.outputSampleRate ?? sampleRate
        channelCount = enhancement.parametricStereo && channels == 1 ? 2 : channels
    }

    private static let spectralBandReplication: UInt8 = 5
    private static let parametricStereo: UInt8 = 29
    private static let errorResilientBSAC: UInt8 = 22
    /// The object types of table 1.17 whose configuration is a GASpecificConfig.
    private static let generalAudioTypes: Set<UInt8> = [1, 2, 3, 4, 6, 7, 17, 19, 20, 21, 22, 23]
    /// Channels by channelConfiguration (table 1.19); values that are missing here are reserved.
    private static let channelCounts: [UInt8: Int] = [
        0: 0, 1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 6, 7: 8, 11: 7, 12: 8, 13: 24, 14: 8,
    ]
    /// Hertz by samplingFrequencyIndex (table 1.18).
    package static let samplingFrequencies = [
        96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350,
    ]
}

/// What SBR and PS add to the core coder.
private struct AudioEnhancement {
    var outputSampleRate: Int?
    var parametricStereo = false

    /// Reads the signalling that old decoders pass over, at the end of the structure (1.6.6.1).
    ///
    /// Bytes that aren't such a signal, or end within it, are none: encoders pad the structure with zeros.
    mutating func readBackwardCompatible(from bits: inout BitReader) {
        guard bits.remaining >= 16, (try? bits.readBits(11)) == 0x2B7,
            (try? bits.readAudioObjectType()) == 5, (try? bits.readFlag()) == true,
            let rate = try? bits.readSamplingFrequency()
        else { return }
        outputSampleRate = rate
        guard bits.remaining >= 12, (try? bits.readBits(11)) == 0x548 else { return }
        parametricStereo = (try? bits.readFlag()) == true
    }
}

extension BitReader {
    fileprivate mutating func readAudioObjectType() throws(CodecError) -> UInt8 {
        let short = try readBits(5)
        let type = short == 31 ? 32 + (try readBits(6)) : short
        guard type != 0 else { throw .invalid(field: "audioObjectType") }
        return UInt8(truncatingIfNeeded: type)
    }

    fileprivate mutating func readSamplingFrequency() throws(CodecError) -> Int {
        let index = Int(try readBits(4))
        guard index != 15 else {
            let rate = Int(try readBits(24))
            guard rate > 0 else { throw .invalid(field: "samplingFrequency") }
            return rate
        }
        guard AudioSpecificConfig.samplingFrequencies.indices.contains(index) else {
            throw .invalid(field: "samplingFrequencyIndex")
        }
        return AudioSpecificConfig.samplingFrequencies[index]
    }
}
