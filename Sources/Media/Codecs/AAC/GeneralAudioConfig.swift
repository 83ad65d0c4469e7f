// SPDX-License-Identifier: Apache-2.0

/// What a GASpecificConfig (ISO/IEC 14496-3, 4.4.1) tells besides its place in an AudioSpecificConfig.
struct GeneralAudioConfig {
    /// Samples a frame has for each channel: 1024, or 960.
    let frameLength: Int
    /// Channels of the program config element, where there is one.
    let channelCount: Int?

    init(objectType: UInt8, channelConfiguration: UInt8, from bits: inout BitReader) throws(CodecError) {
        frameLength = try bits.readFlag() ? 960 : 1024
        if try bits.readFlag() { try bits.skip(14) }  // dependsOnCoreCoder: coreCoderDelay
        let isExtended = try bits.readFlag()
        channelCount = channelConfiguration == 0 ? try bits.readProgramConfigElement() : nil
        if objectType == 6 || objectType == 20 { try bits.skip(3) }  // layerNr
        guard isExtended else { return }
        if objectType == 22 { try bits.skip(16) }  // numOfSubFrame, layer_length
        if [17, 19, 20, 23].contains(objectType) { try bits.skip(3) }  // resilience flags
        try bits.skip(1)  // extensionFlag3
    }
}

extension BitReader {
    /// Passes over a program_config_element (ISO/IEC 14496-3, 4.4.1.1) and counts its channels.
    fileprivate mutating func readProgramConfigElement() throws(CodecError) -> Int {
        try skip(4 + 2 + 4)  // element_instance_tag, object_type, sampling_frequency_index
        let paired = Int(try readBits(4) + readBits(4) + readBits(4))  // front, side and back elements
        let lowFrequency = Int(try readBits(2))
        let associated = Int(try readBits(3))
        let coupling = Int(try readBits(4))
        if try readFlag() { try skip(4) }  // mono_mixdown_element_number
        if try readFlag() { try skip(4) }  // stereo_mixdown_element_number
        if try readFlag() { try skip(3) }  // matrix_mixdown_idx, pseudo_surround_enable
        var channels = lowFrequency
        for _ in 0..<paired {
            channels += try readFlag() ? 2 : 1
            try skip(4)
        }
        try skip(lowFrequency * 4 + associated * 4 + coupling * 5)
        alignToByte()
        try skip(8 * Int(readBits(8)))  // comment_field
        return channels
    }
}
