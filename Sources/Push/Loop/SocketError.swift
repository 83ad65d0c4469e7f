// SPDX-License-Identifier: Apache-2.0

import Glibc

/// What the system says when a call on a connection fails.
package struct SocketError: Error, Hashable, CustomStringConvertible {
    var code: Int32

    package var description: String { unsafe String(cString: strerror(code)) }
}
