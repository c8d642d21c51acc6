@echo off
rem ASCII only: a .bat with Chinese text breaks under some code pages. start.py speaks Chinese.
setlocal
rem Not "cd": a folder of a server has no letter, and pushd lends it one.
pushd "%~dp0"
set "FOUND="
py -3 -c "import sys" >nul 2>nul && set "FOUND=py -3"
if not defined FOUND python -c "import sys" >nul 2>nul && set "FOUND=python"
if not defined FOUND goto none
%FOUND% start.py %*
if errorlevel 1 goto failed
exit /b 0

:none
rem The sentence lies in a UTF-8 file, since it is Chinese.
chcp 65001 >nul
type "toolkit\data\no-python.txt"

:failed
pause
exit /b 1
