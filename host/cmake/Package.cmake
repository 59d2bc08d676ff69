# Two Debian packages (docs/adr/0030): `fairway`, the program with its plugins, and `fairway-sdk`, what a plugin is built with.
#   cpack --config build/release/CPackConfig.cmake -B build/release/packages
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_CONTACT "Fairway's authors <fairway@example.com>")
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_COMPONENTS_ALL host sdk)
set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)

set(CPACK_DEBIAN_HOST_PACKAGE_NAME fairway)
set(CPACK_DEBIAN_HOST_PACKAGE_SECTION net)
set(CPACK_COMPONENT_HOST_DESCRIPTION "Integration host for sellers\n Takes orders from marketplaces to warehouses and brings their tracking back.")
set(CPACK_DEBIAN_HOST_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_HOST_PACKAGE_DEPENDS "ca-certificates, passwd")
set(CPACK_DEBIAN_HOST_PACKAGE_CONTROL_EXTRA ${CMAKE_SOURCE_DIR}/host/package/postinst)

set(CPACK_DEBIAN_SDK_PACKAGE_NAME fairway-sdk)
set(CPACK_DEBIAN_SDK_PACKAGE_SECTION libdevel)
set(CPACK_COMPONENT_SDK_DESCRIPTION "Headers and CMake package for plugins of Fairway\n Everything that a channel, warehouse, shipping map or policy is built with.")
set(CPACK_DEBIAN_SDK_PACKAGE_DEPENDS "libboost1.81-dev, cmake (>= 3.25), libgtest-dev, libgmock-dev")
set(CPACK_DEBIAN_SDK_PACKAGE_RECOMMENDS "g++ | clang, fairway, make | ninja-build")
set(CPACK_DEBIAN_SDK_PACKAGE_SUGGESTS "libssh-dev, libsodium-dev")
include(CPack)

install(FILES host/package/fairway.service DESTINATION lib/systemd/system COMPONENT host)
install(DIRECTORY docs/ DESTINATION share/doc/fairway COMPONENT host)
install(FILES README.md CHANGELOG.md DESTINATION share/doc/fairway COMPONENT host)
