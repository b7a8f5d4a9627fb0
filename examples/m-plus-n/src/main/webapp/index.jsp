<%@ page contentType="text/plain; charset=UTF-8" import="java.util.ResourceBundle" %>itil <%= ResourceBundle.getBundle("itil").getString("version") %> on <%= application.getServerInfo() %>
