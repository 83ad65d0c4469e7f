// SPDX-License-Identifier: Apache-2.0
@main
struct AircheckCommand { static func main() {} }
