// SPDX-License-Identifier: Apache-2.0

package import AMF
package import FLV

/// Something wrong that costs one message and not the connection, until there are too many of it.
package enum RTMPFault: Error, Hashable, Sendable {
    /// `@setDataFrame` that is not AMF. Nothing of it would have been recorded.
    case unreadableMetadata(AMFError)
    /// An audio or video message that can't be understood.
    case unreadableMedia(FLVError)
    /// An aggregate message that ends inside one of its parts; the parts before were used.
    case truncatedAggregate
    /// Audio or video on a message stream that nobody publishes on.
    case mediaOutsidePublication(streamID: UInt32)
    /// A message of a type that RTMP 1.0 doesn't define.
    case unknownMessage(typeID: UInt8)
}
